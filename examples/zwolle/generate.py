"""Write the exports of five invented phones: python examples/zwolle/generate.py [FOLDER]

The same files come out every time, byte for byte.
"""

import csv
import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from xml.sax.saxutils import quoteattr

import people
import xlsxwriter
from people import Message, Phone

HERE = Path(__file__).parent
CREATED = datetime(2021, 1, 11, tzinfo=UTC).replace(tzinfo=None)  # Excel knows no time zones
Spelling = Callable[[str], str]


def write(folder: Path) -> None:
    """Write the five exports and recipients.txt, the right answer, into a folder."""
    world = people.invent()
    dice = Random(people.SEED + 1)
    one, two, three, four = world.phones
    (folder / "1-cellebrite.xlsx").write_bytes(_cellebrite(one, dice))
    (folder / "2-spreadsheet.csv").write_bytes(_spreadsheet(two, dice))
    (folder / "3-android.xml").write_bytes(_android(three, dice))
    (folder / "4-report.xlsx").write_bytes(_report(four))
    (folder / "5-contacts.vcf").write_bytes(_contacts(world.contacts, dice))
    right = "".join(number + "\n" for number in sorted(world.buyers))
    (folder / "recipients.txt").write_bytes(right.encode())


def _national(number: str) -> str:
    return "0" + number[3:] if number.startswith("+31") else "00" + number[1:]


def _pairs(number: str) -> str:
    plain = _national(number)
    return " ".join(plain[place : place + 2] for place in range(0, len(plain), 2))


def _lost_zero(number: str) -> str:
    return number[3:] if number.startswith("+31") else number[1:]


def _scientific(number: str) -> str:
    return f"{number[1]},{number[2:]}E+{len(number) - 2}"


PLAIN: tuple[Spelling, ...] = (str, _national)
PHONE_BOOK: tuple[Spelling, ...] = (*PLAIN, _pairs, lambda number: "00" + number[1:])
MANGLED: tuple[Spelling, ...] = (
    *PHONE_BOOK,
    _lost_zero,
    _scientific,
    lambda number: number[1:] + ".0",
    lambda number: "'" + _national(number),
    lambda number: _pairs(number).replace(" ", "\u00a0"),
)
CHAT: tuple[Spelling, ...] = (*PLAIN, lambda number: number[1:] + "@s.whatsapp.net")


def _spell(number: str, dice: Random, spellings: tuple[Spelling, ...]) -> str:
    # Names, short codes and group addresses have one spelling only.
    return dice.choice(spellings)(number) if number.startswith("+") else number


def _cellebrite(phone: Phone, dice: Random) -> bytes:
    rows: list[list[object]] = [
        [f"SMS Messages ({len(phone.messages)})"],
        ["#", "Folder", "Party", "Timestamp: Time", "Status", "Message"],
    ]
    for place, one in enumerate(phone.messages, start=1):
        party = _spell(one.number, dice, CHAT) + (f" {one.name}" if one.name else "")
        role, folder = ("From", "Inbox") if one.incoming else ("To", "Sent")
        status = "Read" if one.incoming else "Sent"
        rows.append([place, folder, f"{role}: {party}", _dutch_time(one), status, one.text])
    device: list[list[object]] = [
        ["Device Information (2)"],
        ["#", "Category", "Name", "Value"],
        [1, "Device", "Model", "Example One"],
        [2, "SIM", "MSISDN", phone.owner],
    ]
    calls: list[list[object]] = [
        ["Call Log (1)"],
        ["#", "Direction", "Number"],
        [1, "Incoming", "+31382345678"],
    ]
    return _workbook({"SMS Messages": rows, "Call Log": calls, "Device Information": device})


def _report(phone: Phone) -> bytes:
    # Its numbers are numbers to the spreadsheet: zeros and plus signs are gone.
    rows: list[list[object]] = [["Nummer", "Naam", "Richting", "Datum", "Bericht"]]
    for one in phone.messages:
        number = int(_lost_zero(one.number)) if one.number.startswith("+") else one.number
        way = "Inkomend" if one.incoming else "Uitgaand"
        rows.append([number, one.name, way, _dutch_time(one), one.text])
    return _workbook({"Berichten": rows, "Toestel": [["Telefoonnummer", phone.owner]]})


def _workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED, "comments": "Invented data"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return file.getvalue()


def _spreadsheet(phone: Phone, dice: Random) -> bytes:
    # As Dutch Excel saves it: semicolons, cp1252, no emoji.
    file = io.StringIO(newline="")
    table = csv.writer(file, delimiter=";", lineterminator="\r\n")
    table.writerow(["Nummer", "Naam", "Map", "Datum", "Tekst"])
    for one in phone.messages:
        folder = "Postvak IN" if one.incoming else "Verzonden"
        number = _spell(one.number, dice, MANGLED)
        table.writerow([number, one.name, folder, _dutch_time(one), one.text])
    return file.getvalue().encode("cp1252", "ignore")


def _android(phone: Phone, dice: Random) -> bytes:
    lines = ["<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"]
    lines.append(f'<smses count="{len(phone.messages)}">')
    for one in phone.messages:
        address = quoteattr(_spell(one.number, dice, PHONE_BOOK))
        moment = int(one.moment.timestamp() * 1000)
        kind, body = 1 if one.incoming else 2, quoteattr(one.text)
        lines.append(f'  <sms address={address} date="{moment}" type="{kind}" body={body} />')
    return "\n".join([*lines, "</smses>", ""]).encode()


def _contacts(numbers: list[str], dice: Random) -> bytes:
    # The owner kept his customers apart; a snack bar is among them.
    cards = [_card(place, _spell(one, dice, PHONE_BOOK)) for place, one in enumerate(numbers)]
    return "".join([*cards, _card(len(numbers), "038-2345678")]).encode()


def _card(place: int, number: str) -> str:
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:klant {place}", f"TEL;TYPE=CELL:{number}"]
    return "\r\n".join([*lines, "END:VCARD", ""])


def _dutch_time(one: Message) -> str:
    return f"{one.moment:%d-%m-%Y %H:%M:%S}"


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
