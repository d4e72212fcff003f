//! From bytes to text: UTF-8 unless the document says otherwise (iMUIS fact sheet §6, "encoding").
//!
//! Leaves out: everything but UTF-8, UTF-16 with its mark, and Windows-1252 (which holds ISO 8859-1).

use std::borrow::Cow;

use super::Unreadable;

/// The XML declaration stands within so many bytes.
const DECLARATION_BYTES: usize = 200;

/// Windows-1252 from 0x80 to 0x9F; below and above, the code point is the byte.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of an answer's body, without a byte order mark.
pub(crate) fn decode(body: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    match body {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ if says_windows_1252(body) => Ok(Cow::Owned(body.iter().map(|&byte| windows_1252(byte)).collect())),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        // A .NET string that says `utf-16` of itself is UTF-8 by the time it is sent.
        _ => utf8(body),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| Unreadable("text that is not utf-8"))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, Unreadable> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|&pair| unit(pair));
    let text = char::decode_utf16(units).collect::<Result<String, _>>().ok().filter(|_| rest.is_empty());
    text.map(Cow::Owned).ok_or(Unreadable("text that is not utf-16"))
}

fn says_windows_1252(body: &[u8]) -> bool {
    let head = body.get(..DECLARATION_BYTES).unwrap_or(body);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let Some(declaration) = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next())
    else {
        return false;
    };
    ["windows-1252", "iso-8859-1", "latin1"].iter().any(|name| declaration.contains(name))
}

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|at| WINDOWS_1252.get(usize::from(at)));
    special.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_declaration_says_is_honoured() {
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><A>caf\xe9 \x80</A>";
        assert!(decode(latin).unwrap().ends_with("<A>café €</A>"));
        let utf8 = "<?xml version=\"1.0\" encoding=\"utf-16\"?><A>café</A>";
        assert_eq!(decode(utf8.as_bytes()).unwrap(), utf8);
    }

    #[test]
    fn marks_are_taken_off() {
        assert_eq!(decode(b"\xef\xbb\xbf<A/>").unwrap(), "<A/>");
        let little: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("<A>é😀</A>".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode(&little).unwrap(), "<A>é😀</A>");
        assert!(decode(&little[..little.len() - 1]).is_err());
    }

    #[test]
    fn half_a_character_is_no_text() {
        let body = "<A>é</A>".as_bytes();
        assert_eq!(decode(&body[..4]), Err(Unreadable("text that is not utf-8")));
    }
}
