"""Numbers of an admin form in a unit that another field of it gives."""

from sendprog.values.units import Unit

FRACTION = ("numerator", "denominator")


class InOwnUnit:
    """Reads numbers in the record's own unit, where that is known."""

    numbers: tuple[str, ...] = ()

    def full_clean(self) -> None:
        unit = self.own_unit()
        counted = unit if unit is Unit.POUNDS else None
        for name in self.numbers if unit else ():
            if name in self.fields:
                field = self.fields[name]
                field.unit, field.any_unit = counted if name in FRACTION else unit, False
        super().full_clean()

    def own_unit(self) -> Unit | None:
        raise NotImplementedError
