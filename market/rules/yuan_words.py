"""Amounts in Chinese capital numerals, as contracts and award notices write them."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "兆")


def yuan_words(fen: int) -> str:
    """4700000 -> 肆万柒仟元整. Takes 0 to 10¹⁷ fen."""
    whole, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    words = f"{_whole_words(whole)}元" if whole or not rest else ""
    if not rest:
        return words + "整"
    if jiao:
        words += DIGITS[jiao] + "角"
    elif whole:
        words += "零"
    return words + (DIGITS[cents] + "分" if cents else "整")


def _whole_words(whole: int) -> str:
    if whole == 0:
        return "零"
    groups = []
    while whole:
        whole, group = divmod(whole, 10_000)
        groups.append(group)
    words, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if group == 0:
            gap = True
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _group_words(group) + GROUPS[index]
        gap = False
    return words


def _group_words(group: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return words
