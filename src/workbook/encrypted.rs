//! Workbooks that are encrypted with the password that every spreadsheet program tries by itself: Excel uses it where
//! someone protects a workbook against changes, and such a file opens without a question ([MS-OFFCRYPTO] 2.3, 2.4).
//!
//! Input: the streams of a compound file, or the stream of an xls. Output: the workbook's bytes, or nothing where they
//! are locked by another password. All ways that Excel has written since 1997 are known: AES in both its forms, RC4 in
//! both of its own.
//!
//! Deliberately absent: passwords that people chose, the XOR of the nineties, and the check that nobody changed the file.

use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use md5::Md5;
use quick_xml::events::Event;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::cfb::{CompoundFile, u16_at, u32_at};
use super::xml::{self, Xml};

/// The password that is tried without asking.
const PASSWORD: &str = "VelvetSweatshop";

/// Rounds of hashing are there to take time, and a file says how many; Excel writes 100,000.
const MOST_ROUNDS: u32 = 1_000_000;

/// The zipped workbook in an encrypted package.
pub fn package(file: &CompoundFile<'_>) -> Option<Vec<u8>> {
    let info = file.stream("EncryptionInfo")?;
    let stream = file.stream("EncryptedPackage")?;
    let size = usize::try_from(u64::from_le_bytes(stream.get(..8)?.try_into().ok()?)).ok()?;
    let body = &stream[8..];
    let mut bytes = match (u16_at(&info, 0)?, u16_at(&info, 2)?) {
        (4, 4) => Agile::parse(info.get(8..)?)?.open(body)?,
        (2..=4, 2) => blocks(&standard_key(&info)?, body)?,
        _ => return None,
    };
    bytes.truncate(size);
    Some(bytes)
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Decrypts whole blocks of sixteen bytes, each by itself.
fn blocks(key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    enum Cipher {
        Short(Aes128),
        Middle(Aes192),
        Long(Aes256),
    }
    let cipher = match key.len() {
        16 => Cipher::Short(Aes128::new_from_slice(key).ok()?),
        24 => Cipher::Middle(Aes192::new_from_slice(key).ok()?),
        32 => Cipher::Long(Aes256::new_from_slice(key).ok()?),
        _ => return None,
    };
    let mut opened = Vec::with_capacity(bytes.len());
    for block in bytes.chunks_exact(16) {
        let mut block = Array::try_from(block).ok()?;
        match &cipher {
            Cipher::Short(cipher) => cipher.decrypt_block(&mut block),
            Cipher::Middle(cipher) => cipher.decrypt_block(&mut block),
            Cipher::Long(cipher) => cipher.decrypt_block(&mut block),
        }
        opened.extend_from_slice(&block);
    }
    Some(opened)
}

/// Decrypts blocks that are chained: each was mixed with the one before, the first with `start`.
fn chain(key: &[u8], start: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let mut opened = blocks(key, bytes)?;
    for (at, byte) in opened.iter_mut().enumerate() {
        *byte ^= match at.checked_sub(16) {
            Some(before) => bytes[before],
            None => *start.get(at)?,
        };
    }
    Some(opened)
}

/// A hash by the name that the file gives it.
#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Hash> {
        Some(match name {
            "SHA1" | "SHA-1" => Hash::Sha1,
            "SHA256" | "SHA-256" => Hash::Sha256,
            "SHA384" | "SHA-384" => Hash::Sha384,
            "SHA512" | "SHA-512" => Hash::Sha512,
            _ => return None,
        })
    }

    fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        fn run<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut digest = D::new();
            parts.iter().for_each(|part| digest.update(part));
            digest.finalize().to_vec()
        }
        match self {
            Hash::Sha1 => run::<Sha1>(parts),
            Hash::Sha256 => run::<Sha256>(parts),
            Hash::Sha384 => run::<Sha384>(parts),
            Hash::Sha512 => run::<Sha512>(parts),
        }
    }

    /// The password's hash, hashed again and again.
    fn of_password(self, salt: &[u8], rounds: u32) -> Vec<u8> {
        let first = self.of(&[salt, &wide(PASSWORD)]);
        (0..rounds).fold(first, |hash, round| self.of(&[&round.to_le_bytes(), &hash]))
    }
}

/// The form of 2010 and later, which an XML describes.
struct Agile {
    /// Of the package.
    salt: Vec<u8>,
    hash: Hash,
    /// Of the password.
    key_salt: Vec<u8>,
    key_hash: Hash,
    key_bytes: usize,
    rounds: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    key: Vec<u8>,
}

impl Agile {
    fn parse(description: &[u8]) -> Option<Agile> {
        let mut budget = 64 << 10;
        let mut source = Xml::new(description, &mut budget);
        let mut package = None;
        // Nothing need follow the end of the description but filling.
        while let Ok(Some(event)) = source.next() {
            let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
            let text = |key: &str| xml::attribute(&tag, key).unwrap_or_default().into_owned();
            let aes = || text("cipherAlgorithm") == "AES" && text("cipherChaining") == "ChainingModeCBC";
            match xml::name(&tag) {
                "keyData" if aes() => {
                    package = Some((base64(&text("saltValue"))?, Hash::named(&text("hashAlgorithm"))?))
                }
                "encryptedKey" if aes() => {
                    let (salt, hash) = package?;
                    let rounds = text("spinCount").parse().ok().filter(|rounds| *rounds <= MOST_ROUNDS)?;
                    return Some(Agile {
                        salt,
                        hash,
                        key_salt: base64(&text("saltValue"))?,
                        key_hash: Hash::named(&text("hashAlgorithm"))?,
                        key_bytes: text("keyBits").parse().ok().and_then(key_bytes)?,
                        rounds,
                        verifier: base64(&text("encryptedVerifierHashInput"))?,
                        verifier_hash: base64(&text("encryptedVerifierHashValue"))?,
                        key: base64(&text("encryptedKeyValue"))?,
                    });
                }
                _ => {}
            }
        }
        None
    }

    fn open(&self, body: &[u8]) -> Option<Vec<u8>> {
        const VERIFIER: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
        const VERIFIER_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
        const KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];
        let password = self.key_hash.of_password(&self.key_salt, self.rounds);
        let unlock = |purpose: &[u8], bytes: &[u8]| {
            let key = fitted(self.key_hash.of(&[&password, purpose]), self.key_bytes);
            chain(&key, &fitted(self.key_salt.clone(), 16), bytes)
        };
        let input = unlock(&VERIFIER, &self.verifier)?;
        let expected = unlock(&VERIFIER_HASH, &self.verifier_hash)?;
        let hash = self.key_hash.of(&[input.get(..self.key_salt.len())?]);
        if expected.get(..hash.len())? != hash {
            return None;
        }
        let mut key = unlock(&KEY, &self.key)?;
        key.truncate(self.key_bytes);
        let mut opened = Vec::with_capacity(body.len());
        for (number, segment) in body.chunks(4096).enumerate() {
            let start = fitted(self.hash.of(&[&self.salt, &(number as u32).to_le_bytes()]), 16);
            opened.extend(chain(&key, &start, segment)?);
        }
        Some(opened)
    }
}

/// The length of a key of AES, of which there are three. A file may name any.
fn key_bytes(bits: u32) -> Option<usize> {
    match bits {
        128 => Some(16),
        192 => Some(24),
        256 => Some(32),
        _ => None,
    }
}

/// Cut or filled to a length.
fn fitted(mut bytes: Vec<u8>, length: usize) -> Vec<u8> {
    bytes.resize(length, 0x36);
    bytes
}

/// The key of the form of 2007, if the password fits.
fn standard_key(info: &[u8]) -> Option<Vec<u8>> {
    let header = usize::try_from(u32_at(info, 8)?).ok()?;
    let key_bytes = key_bytes(u32_at(info, 28)?)?;
    let verifier = info.get(12usize.checked_add(header)?..)?;
    let salt = verifier.get(4..20)?;
    let password = Hash::Sha1.of_password(salt, 50_000);
    let last = Hash::Sha1.of(&[&password, &0u32.to_le_bytes()]);
    let mixed = |filling: u8| {
        let mut block = [filling; 64];
        block.iter_mut().zip(&last).for_each(|(byte, hash)| *byte ^= hash);
        Hash::Sha1.of(&[&block])
    };
    let mut key = [mixed(0x36), mixed(0x5C)].concat();
    key.truncate(key_bytes);
    let input = blocks(&key, verifier.get(20..36)?)?;
    let expected = blocks(&key, verifier.get(40..72)?)?;
    (expected.get(..20)? == Hash::Sha1.of(&[&input])).then_some(key)
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.trim().trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

/// How the stream of an xls is encrypted, if the password fits.
enum Rc4Key {
    Old([u8; 5]),
    New { hash: Vec<u8>, bytes: usize },
}

impl Rc4Key {
    /// Reads the record that says it.
    fn parse(pass: &[u8]) -> Option<Rc4Key> {
        let key = match (u16_at(pass, 0)?, u16_at(pass, 2)?, u16_at(pass, 4)?) {
            (1, 1, 1) => {
                let first = Md5::digest(wide(PASSWORD));
                let part = [&first[..5], pass.get(6..22)?].concat();
                Rc4Key::Old(Md5::digest(part.repeat(16))[..5].try_into().ok()?)
            }
            (1, 2..=4, 2) => {
                let header = usize::try_from(u32_at(pass, 10)?).ok()?;
                let salt = pass.get(18usize.checked_add(header)?..34usize.checked_add(header)?)?;
                // Forty bits are written as nought.
                let bytes = match u32_at(pass, 30)? / 8 {
                    0 => 5,
                    bytes => usize::try_from(bytes).ok().filter(|bytes| (5..=16).contains(bytes))?,
                };
                Rc4Key::New { hash: Hash::Sha1.of(&[salt, &wide(PASSWORD)]), bytes }
            }
            _ => return None,
        };
        let (input, expected) = match &key {
            Rc4Key::Old(_) => (pass.get(22..38)?, pass.get(38..54)?),
            Rc4Key::New { .. } => {
                let verifier = 34usize.checked_add(usize::try_from(u32_at(pass, 10)?).ok()?)?;
                (pass.get(verifier..verifier + 16)?, pass.get(verifier + 20..verifier + 40)?)
            }
        };
        let mut cipher = key.cipher(0);
        let mut opened = |bytes: &[u8]| bytes.iter().map(|byte| byte ^ cipher.next()).collect::<Vec<u8>>();
        let (input, expected) = (opened(input), opened(expected));
        let hash = match &key {
            Rc4Key::Old(_) => Md5::digest(&input).to_vec(),
            Rc4Key::New { .. } => Hash::Sha1.of(&[&input]),
        };
        (hash == expected).then_some(key)
    }

    /// The cipher of the stream's next 1,024 bytes.
    fn cipher(&self, block: u32) -> Rc4 {
        match self {
            Rc4Key::Old(hash) => {
                let mut digest = Md5::new();
                digest.update(hash);
                digest.update(block.to_le_bytes());
                Rc4::new(&digest.finalize())
            }
            Rc4Key::New { hash, bytes } => {
                let mut key = Hash::Sha1.of(&[hash, &block.to_le_bytes()]);
                key.truncate(*bytes);
                // A key of forty bits is filled up.
                key.resize(if *bytes == 5 { 16 } else { *bytes }, 0);
                Rc4::new(&key)
            }
        }
    }
}

/// Decrypts the stream of an xls where it stands; false where its password is another one.
pub fn open_stream(stream: &mut [u8]) -> bool {
    // Records of which nothing, or not the beginning, is encrypted: how the stream begins, what its password is, and
    // where its sheets are.
    const FILE_PASS: u16 = 0x002F;
    const BOUND_SHEET: u16 = 0x0085;
    const PLAIN: [u16; 8] = [0x0809, FILE_PASS, 0x00E1, 0x00E2, 0x0138, 0x0194, 0x0195, 0x0196];
    let record = |stream: &[u8], at: usize| Some((u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?)));
    let mut at = 0;
    let key = loop {
        let Some((kind, length)) = record(stream, at) else { return false };
        if kind == FILE_PASS {
            break stream.get(at + 4..at + 4 + length).and_then(Rc4Key::parse);
        }
        at += 4 + length;
    };
    let Some(key) = key else { return false };
    let mut key_stream = (0u32..).flat_map(|block| {
        let mut cipher = key.cipher(block);
        (0..1024).map(move |_| cipher.next())
    });
    let mut at = 0;
    while let Some((kind, length)) = record(stream, at) {
        let end = (at + 4 + length).min(stream.len());
        // All bytes of the stream count, whether they are encrypted or not.
        let clear = match kind {
            BOUND_SHEET => at + 8,
            kind if PLAIN.contains(&kind) => end,
            _ => at + 4,
        };
        for (place, byte) in stream[..end].iter_mut().enumerate().skip(at) {
            let mask = key_stream.next().unwrap_or(0);
            if place >= clear {
                *byte ^= mask;
            }
        }
        at = end;
    }
    true
}

/// The cipher RC4.
struct Rc4 {
    state: [u8; 256],
    first: u8,
    second: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Rc4 {
        let mut state = [0u8; 256];
        (0..=255u8).for_each(|at| state[usize::from(at)] = at);
        let mut other = 0u8;
        for at in 0..256 {
            other = other.wrapping_add(state[at]).wrapping_add(key[at % key.len().max(1)]);
            state.swap(at, usize::from(other));
        }
        Rc4 { state, first: 0, second: 0 }
    }

    fn next(&mut self) -> u8 {
        self.first = self.first.wrapping_add(1);
        self.second = self.second.wrapping_add(self.state[usize::from(self.first)]);
        self.state.swap(usize::from(self.first), usize::from(self.second));
        let sum = self.state[usize::from(self.first)].wrapping_add(self.state[usize::from(self.second)]);
        self.state[usize::from(sum)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(digits: &str) -> Vec<u8> {
        let pairs = digits.as_bytes().chunks_exact(2);
        pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    // What other programs wrote with this password, as far as it says whether the password fits.
    const DESCRIPTION: &str = "<encryption><keyData saltSize=\"16\" blockSize=\"16\" keyBits=\"256\" hashSize=\"64\" \
         cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA512\" saltValue=\"PgqiVuQKlh4AiqFAbzCSXw==\"/>\
         <keyEncryptors><keyEncryptor><p:encryptedKey spinCount=\"100000\" saltSize=\"16\" blockSize=\"16\" keyBits=\"256\" \
         hashSize=\"64\" cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA512\" \
         saltValue=\"RWbwCRhJYADzRKE2I1vVCg==\" encryptedVerifierHashInput=\"zllyp8oHaFma5c5Wa2pDBQ==\" encryptedVerifierHashValue=\"SHPDhuLNenloYPcu3snr2qj2py5sBhTDhVclO65rJYRbSbwNtbSRVgqEWUcczO/yIqTRRXgyPTBZuARTsQ5QkQ==\" \
         encryptedKeyValue=\"65EQyAIKSezG+bDApYrwNnzuoGwCF9X3CXtBceewgik=\"/></keyEncryptor></keyEncryptors></encryption>";
    const PACKAGE: &str = "562fdc4d588135304218f87c0df969c88ad243c6bcfa34a0455b5e3b2acf0b12";
    const STANDARD: &str = "03000200240000008c00000024000000000000000e66000004800000800000001800000000000000000000004d0069006300\
         72006f0073006f0066007400200045006e00680061006e006300650064002000520053004100200061006e00640020004100\
         450053002000430072007900700074006f0067007200610070006800690063002000500072006f0076006900640065007200\
         000010000000000102030405060708090a0b0c0d0e0fc9c388ad490e94704544db5bb838b6ee14000000be5b1399420b30a6\
         bd10f8474fc01c60b4ea54ab54faf94e4e62a270c21bb933";
    const OLD_STREAM: &str = "01000100010058843d18bdc4b1e3c9857b89e03902c977d6627c15c54298f04c4c304b3a0a4945dd039d38e2c7c799e794bb\
         36965d43";
    const OLD_STREAM_OF_ANOTHER: &str = "0100010001007bdd14fa4990851e151c793e90c6d812437c220a14e05ca5a2808fe2808bc34171c5b3ed108b0fd8bde990e4\
         51883494";
    const STREAM_128: &str = "010002000200040000007600000004000000000000000168000004800000800000000100000000000000000000004d006900\
         630072006f0073006f0066007400200042006100730065002000430072007900700074006f00670072006100700068006900\
         63002000500072006f00760069006400650072002000760031002e003000000010000000000102030405060708090a0b0c0d\
         0e0fa024a295d910dcd16b2b69c9dfef19191400000074a70eb0e7278136e857318b9e9a13d19115d50b";
    const STREAM_40: &str = "010002000200040000007600000004000000000000000168000004800000280000000100000000000000000000004d006900\
         630072006f0073006f0066007400200042006100730065002000430072007900700074006f00670072006100700068006900\
         63002000500072006f00760069006400650072002000760031002e003000000010000000000102030405060708090a0b0c0d\
         0e0fc872728f14b55d849b7dde3f7cfd96a714000000d5e6c96d597b070d79bf31b1599eddf2ece8d44b";

    #[test]
    fn the_form_of_2010_opens_and_only_with_its_own_key() {
        let opened = |description: &str| Agile::parse(description.as_bytes()).and_then(|key| key.open(&hex(PACKAGE)));
        assert!(opened(DESCRIPTION).unwrap().starts_with(b"PK\x03\x04"));
        assert_eq!(opened(&DESCRIPTION.replace("RWbw", "AAAA")), None);
        assert_eq!(opened(&DESCRIPTION.replace("100000", "4000000000")), None, "that many rounds are not waited for");
        for bits in ["99999999999999", "4000000000", "0", "512"] {
            let key = format!("spinCount=\"100000\" saltSize=\"16\" blockSize=\"16\" keyBits=\"{bits}\"");
            let other =
                DESCRIPTION.replace("spinCount=\"100000\" saltSize=\"16\" blockSize=\"16\" keyBits=\"256\"", &key);
            assert!(other != DESCRIPTION && Agile::parse(other.as_bytes()).is_none(), "no key has {bits} bits");
        }
        assert_eq!(opened("<encryption/>"), None);
    }

    #[test]
    fn the_form_of_2007_opens() {
        let mut info = hex(STANDARD);
        assert_eq!(standard_key(&info).map(|key| key.len()), Some(16));
        (0..info.len()).step_by(9).for_each(|length| assert_eq!(standard_key(&info[..length]), None));
        let salt = info.len() - 60;
        info[salt] ^= 1;
        assert_eq!(standard_key(&info), None);
    }

    #[test]
    fn streams_of_old_workbooks_open() {
        for pass in [OLD_STREAM, STREAM_128, STREAM_40] {
            let mut pass = hex(pass);
            assert!(Rc4Key::parse(&pass).is_some());
            (0..pass.len()).for_each(|length| assert!(Rc4Key::parse(&pass[..length]).is_none()));
            *pass.last_mut().unwrap() ^= 1;
            assert!(Rc4Key::parse(&pass).is_none());
        }
        assert!(Rc4Key::parse(&hex(OLD_STREAM_OF_ANOTHER)).is_none());
    }

    #[test]
    fn the_records_of_a_stream_are_opened_and_their_lengths_left() {
        let pass = hex(OLD_STREAM);
        let record =
            |kind: u16, body: &[u8]| [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat();
        let plain = [
            record(0x0809, &[0, 6, 5, 0]),
            record(0x002F, &pass),
            record(0x0085, &[9, 0, 0, 0, 7, 7]),
            record(0x00FC, &[5; 3000]),
        ];
        let mut stream = plain.concat();
        assert!(open_stream(&mut stream), "to encrypt is to decrypt");
        let places = plain[0].len() + plain[1].len();
        assert_eq!(stream[..places], plain.concat()[..places]);
        assert_eq!(stream[places..places + 8], plain[2][..8]);
        assert_ne!(stream[places + 8..places + 10], plain[2][8..]);
        assert!(open_stream(&mut stream));
        assert_eq!(stream, plain.concat());
        assert!(!open_stream(&mut [0; 3]) && !open_stream(&mut record(0x0809, &[0; 4])));
    }

    #[test]
    fn the_cipher_is_the_one_of_its_name() {
        let mut cipher = Rc4::new(b"Key");
        let opened: Vec<u8> = b"Plaintext".iter().map(|byte| byte ^ cipher.next()).collect();
        assert_eq!(opened, hex("bbf316e8d940af0ad3"));
        assert_eq!(base64("UGxhaW50ZXh0").as_deref(), Some(&b"Plaintext"[..]));
        assert_eq!(base64("?"), None);
    }
}
