"""The sheets of a programme's workbook for the records of this app."""

from ehcp.loads import ContactKind, PlansKind
from sendprog.setting_up.record_sheets import PublicMonths
from sendprog.setting_up.sheets import sheet


@sheet(52)
class EhcpSheet(PublicMonths, PlansKind):
    title = "Returns on EHCPs"


@sheet(54)
class ContactSheet(PublicMonths, ContactKind):
    pass
