"""A short news story in many languages, and the encodings that pages of the language had before UTF-8."""

from __future__ import annotations

import unicodedata

STORIES = {
    "fr": "Là-bas, près de l'église, la lumière s'éteint à minuit ; où sont les élèves ? Ça ne va pas très bien, déjà. "
    "Le maire a annoncé hier soir que le marché couvert fermera dès février, après trente-deux années d'activité.",
    "de": "Gestern wurde im Hafen ein neuer Kai eröffnet. Die Bürger kamen, um die erste Fähre zu begrüßen. "
    "Für die Arbeiten hatte die Stadt drei Jahre gebraucht, und die Kosten überstiegen den Plan beträchtlich.",
    "es": "Ayer se inauguró el nuevo muelle del puerto. Los vecinos acudieron mañana y tarde a ver el primer barco. "
    "¿Cuánto costó la obra? Según el Ayuntamiento, doce millones; la oposición cree que serán más el próximo año.",
    "sv": "I går kväll invigdes en ny kaj i hamnen. Invånarna kom för att se den första färjan gå till sjöss. "
    "Borgmästaren sade att bygget hade tagit tre år och att ön äntligen får sin post före frukost.",
    "pl": "Wczoraj w porcie otwarto nowe nabrzeże. Mieszkańcy właśnie zobaczyli prom, który wypłynął w morze. "
    "Burmistrz powiedział, że budowa trwała trzy lata, a pieniądze pochodziły z opłat żeglugowych.",
    "cs": "Včera večer bylo v přístavu otevřeno nové molo. Obyvatelé se přišli podívat na první trajekt na moři. "
    "Starosta řekl, že stavba trvala tři roky a že ostrov konečně dostane poštu před snídaní.",
    "hu": "Tegnap este új mólót avattak a kikötőben. A lakók eljöttek, hogy megnézzék az első kompot a tengeren. "
    "A polgármester azt mondta, hogy az építkezés három évig tartott, és a költségek jóval nőttek.",
    "hr": "Jučer je u luci otvoreno novo pristanište. Građani su došli vidjeti prvi trajekt koji je isplovio na more. "
    "Gradonačelnik je rekao da je gradnja trajala tri godine i da će otok dobiti poštu još prije doručka.",
    "ro": "Aseară a fost deschis în port un nou chei. Locuitorii au venit să vadă primul feribot ieșind pe mare. "
    "Primarul a spus că lucrările au durat trei ani și că insula va primi în sfârșit poșta dimineața.",
    "tr": "Dün akşam limanda yeni bir iskele açıldı. Halk, denize açılan ilk feribotu görmeye geldi. "
    "Belediye başkanı inşaatın üç yıl sürdüğünü ve adanın postasını artık kahvaltıdan önce alacağını söyledi.",
    "lt": "Vakar vakare uoste atidaryta nauja krantinė. Gyventojai atėjo pažiūrėti pirmojo kelto, plaukiančio į jūrą. "
    "Meras sakė, kad statybos truko trejus metus ir kad sala pagaliau gaus paštą prieš pusryčius.",
    "lv": "Vakar vakarā ostā tika atklāta jauna piestātne. Iedzīvotāji nāca skatīties pirmo prāmi, kas devās jūrā. "
    "Mērs sacīja, ka būvdarbi ilga trīs gadus un ka sala beidzot saņems pastu pirms brokastīm.",
    "ru": "Вчера вечером в порту открыли новый причал. Жители пришли посмотреть на первый паром под музыку. "
    "Мэр сказал, что строительство заняло три года, а расходы заметно превысили первоначальную смету.",
    "uk": "Учора ввечері в порту відкрили новий причал. Мешканці прийшли подивитися на перший пором під музику. "
    "Мер сказав, що будівництво тривало три роки, а витрати помітно перевищили початковий кошторис її громади.",
    "bg": "Снощи на пристанището беше открит нов кей. Жителите дойдоха да видят първия ферибот, който излезе в морето. "
    "Кметът каза, че строежът е продължил три години и че островът най-после ще получава пощата си навреме.",
    "el": "Χθες το βράδυ εγκαινιάστηκε νέα προβλήτα στο λιμάνι. Οι κάτοικοι ήρθαν να δουν το πρώτο πλοίο. "
    "Ο δήμαρχος είπε ότι το έργο κράτησε τρία χρόνια και ότι το νησί θα παίρνει πια το ταχυδρομείο το πρωί.",
    "he": "אתמול בערב נחנך רציף חדש בנמל. התושבים באו לראות את המעבורת הראשונה שיצאה לים. "
    "ראש העיר אמר שהעבודות נמשכו שלוש שנים וכי האי יקבל סוף סוף את הדואר לפני ארוחת הבוקר.",
    "ar": "افتتح مساء أمس رصيف جديد في الميناء. جاء السكان لمشاهدة أول عبارة أبحرت في البحر. "
    "وقال رئيس البلدية إن أعمال البناء استغرقت ثلاث سنوات وإن الجزيرة ستتلقى بريدها قبل الإفطار.",
    "fa": "دیشب اسکله‌ای تازه در بندر گشایش یافت. مردم آمدند تا نخستین کشتی را ببینند که به دریا می‌رفت. "
    "شهردار گفت ساخت آن سه سال طول کشید و پست جزیره از این پس پیش از صبحانه می‌رسد.",
    "th": "เมื่อคืนนี้มีการเปิดท่าเรือใหม่ ชาวเมืองมาดูเรือเฟอร์รี่ลำแรกที่ออกทะเล "
    "นายกเทศมนตรีกล่าวว่าการก่อสร้างใช้เวลาสามปี และเกาะจะได้รับจดหมายก่อนอาหารเช้า",
    "vi": "Tối qua bến cảng mới đã được khánh thành. Người dân đến xem chuyến phà đầu tiên ra khơi. "
    "Thị trưởng nói rằng công trình kéo dài ba năm và hòn đảo sẽ nhận được thư trước bữa sáng.",
    "ja": "昨夜、港に新しい桟橋が開かれた。住民は海に出る最初のフェリーを見に来た。市長は工事に三年かかったと述べた。"
    "島の郵便は、これからは朝食の前に届くようになるという。",
    "ko": "어제 저녁 항구에 새 부두가 문을 열었다. 주민들은 바다로 나가는 첫 여객선을 보러 왔다. "
    "시장은 공사에 삼 년이 걸렸으며 섬 주민들이 이제 아침 식사 전에 우편물을 받게 된다고 말했다.",
    "zh": "昨晚，港口新码头正式启用。居民们前来观看第一艘出海的渡轮。市长说工程用了三年时间。"
    "从今以后，岛上的邮件将在早餐之前送到。",
    "zh-TW": "昨晚，港口新碼頭正式啟用。居民們前來觀看第一艘出海的渡輪。市長說工程用了三年時間。"
    "從今以後，島上的郵件將在早餐之前送到。",
}  # fmt: skip

_WESTERN = ("cp1252", "latin-1", "iso8859_15", "mac_roman")
_CENTRAL = ("cp1250", "iso8859_2")
_RUSSIAN = ("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic")
ENCODINGS = {
    "fr": _WESTERN,
    "de": _WESTERN,
    "es": _WESTERN,
    "sv": _WESTERN,
    "pl": _CENTRAL,
    "cs": _CENTRAL,
    "hu": _CENTRAL,
    "hr": _CENTRAL,
    "ro": _CENTRAL,
    "tr": ("cp1254", "iso8859_9"),
    "lt": ("cp1257", "iso8859_13"),
    "lv": ("cp1257", "iso8859_13"),
    "ru": _RUSSIAN,
    "uk": ("cp1251", "koi8_u", "iso8859_5", "mac_cyrillic"),
    "bg": ("cp1251", "iso8859_5"),
    "el": ("cp1253", "iso8859_7"),
    "he": ("cp1255", "iso8859_8"),
    "ar": ("cp1256", "iso8859_6"),
    "fa": ("cp1256",),
    "th": ("cp874", "tis_620"),
    "vi": ("cp1258",),
    "ja": ("shift_jis", "euc_jp", "iso2022_jp"),
    "ko": ("euc_kr", "cp949"),
    "zh": ("gb2312", "gb18030"),
    "zh-TW": ("big5",),
}
"""Python's names of the encodings in which each story can be written."""
UNICODE_ENCODINGS = ("utf-16-le", "utf-16-be")
"""In which all stories can be written, without a byte order mark."""


def encode_story(text: str, encoding: str) -> tuple[bytes, str]:
    """A text in an encoding, without what it lacks; and what decoding must give.

    Romanian commas below become cedillas, which old pages had in their place.
    """
    text = text.translate(str.maketrans("șțȘȚ", "şţŞŢ"))
    if encoding == "cp1258":  # its accents follow their letters
        text = _decompose_tones(text)
    body = text.encode(encoding, "ignore")
    return body, body.decode(encoding)


def _decompose_tones(text: str) -> str:
    tones = set("\u0300\u0301\u0303\u0309\u0323")
    parts = []
    for char in text:
        decomposed = unicodedata.normalize("NFD", char)
        marks = "".join(mark for mark in decomposed if mark in tones)
        base = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in tones))
        parts.append(base + marks)
    return "".join(parts)
