//! Numbers as text that gives the same number back, to the last bit, for a programme that is kept as JSON.
//!
//! Deliberately absent: JSON's own numbers. The reader of them that is at hand may be off in the last place, and it
//! knows no infinities.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number that is written as text.
#[derive(Clone, Copy, Debug)]
struct Exact(f64);

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&text(self.0))
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = match text.strip_prefix("bits ") {
            Some(bits) => u64::from_str_radix(bits, 16).ok().map(f64::from_bits),
            None => text.parse().ok(),
        };
        number.map(Exact).ok_or_else(|| serde::de::Error::custom(format!("\"{text}\" is no number")))
    }
}

/// A number as its text.
pub fn text(number: f64) -> String {
    // What is not a number comes in many patterns of bits, which its name does not tell apart.
    if number.is_nan() { format!("bits {:016x}", number.to_bits()) } else { number.to_string() }
}

pub fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    Exact(*number).serialize(serializer)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Exact::deserialize(deserializer).map(|number| number.0)
}

/// The same for a number with its cell.
pub mod located {
    use super::*;
    use crate::located::Located;

    pub fn serialize<S: Serializer>(number: &Option<Located<f64>>, serializer: S) -> Result<S::Ok, S::Error> {
        number.clone().map(|number| number.map(Exact)).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Located<f64>>, D::Error> {
        let number = Option::<Located<Exact>>::deserialize(deserializer)?;
        Ok(number.map(|number| number.map(|number| number.0)))
    }
}

/// The same for a month's value, or why there is none.
pub mod or_missing {
    use super::*;
    use crate::programme::missing::Missing;

    pub fn serialize<S: Serializer>(number: &Result<f64, Missing>, serializer: S) -> Result<S::Ok, S::Error> {
        number.as_ref().map(|number| Exact(*number)).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<f64, Missing>, D::Error> {
        let number = Result::<Exact, Missing>::deserialize(deserializer)?;
        Ok(number.map(|number| number.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_back_to_the_last_bit() {
        let mut bits = 0u64;
        let odd = [0.1 + 0.2, -0.0, 5e-324, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1.0 / 3.0, 1e23];
        let random = std::iter::repeat_with(|| {
            // Steps of a number without a pattern walk through all signs, sizes and digits.
            bits = bits.wrapping_add(0x9E37_79B9_7F4A_7C15);
            f64::from_bits(bits)
        });
        for number in odd.into_iter().chain(random.take(200_000)) {
            let text = serde_json::to_string(&Exact(number)).unwrap();
            let back: Exact = serde_json::from_str(&text).unwrap();
            assert_eq!(back.0.to_bits(), number.to_bits(), "{text}");
        }
        assert!(serde_json::from_str::<Exact>("\"eighty\"").is_err());
    }
}
