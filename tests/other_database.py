"""In a process of its own, since Django has one kind of database in each: loads a programme's workbook into an empty
SQLite database and writes it again.

    python -m tests.other_database PROGRAMME.xlsx FOLDER
"""

import os
import sys
from pathlib import Path


def main(workbook: Path, folder: Path) -> None:
    """Write what the workbook holds, as the workbook programme.xlsx and as CSV files, into the folder."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "SENDPROG_TEST_DATABASE": "sqlite"}
    import django

    django.setup()
    from django.conf import settings

    from sendprog.demo import EXAMPLESHIRE
    from tests.databases import MIGRATED, alone, create, open_database, template

    settings.SENDPROG_TODAY = EXAMPLESHIRE.today
    with alone():
        create(str(folder / "other.sqlite3"), source=template(MIGRATED))
    open_database(str(folder / "other.sqlite3"))
    load_and_write(workbook, folder)


def load_and_write(workbook: Path, folder: Path) -> None:
    from sendprog.loads.incoming_file import IncomingFile
    from sendprog.loads.models import LoadState
    from sendprog.setting_up.actions import confirm_programme, new_load
    from sendprog.setting_up.programme_files import read_workbook
    from sendprog.setting_up.writing import stored_workbook, write_folder
    from tests.builders import make_user

    by, file = (
        make_user("manager", role="manager"),
        IncomingFile(workbook.name, workbook.read_bytes()),
    )
    load = new_load(by, file, state=LoadState.WAITING)
    confirm_programme(by=by, load=load, file=read_workbook(file), seen="", reason="Moved")
    list(write_folder(folder / "sheets"))
    (folder / "programme.xlsx").write_bytes(stored_workbook())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
