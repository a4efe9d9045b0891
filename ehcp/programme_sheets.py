"""The sheets of a programme's workbook for the records of this app."""

from ehcp.loads import ContactKind, PlansKind
from ehcp.models import ComparatorList
from sendprog.setting_up.record_sheets import PublicMonths, RecordSheet
from sendprog.setting_up.sheets import sheet


@sheet(52)
class EhcpSheet(PublicMonths, PlansKind):
    title = "Returns on EHCPs"


@sheet(54)
class ContactSheet(PublicMonths, ContactKind):
    pass


@sheet(55)
class ComparatorsSheet(RecordSheet):
    slug, title, one_row = "comparators", "Lists of comparators", "list"
    model, key = ComparatorList, ("title",)
    example = (
        {
            "title": "Statistical neighbours",
            "source": "Department for Education, local authority interactive tool",
            "dated": "May 2025",
            "authorities": "998 Sampleshire\n999 Exampleshire",
        },
    )
