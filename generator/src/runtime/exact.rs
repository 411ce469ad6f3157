//! Numbers by their digits, for what a double cannot hold.

/// What a number is, whatever it is written as: its sign, its digits without zeros at either end, and the power of ten of the last one.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    is_negative: bool,
    digits: String,
    power: i64,
}

/// Digits that an integer of 128 bits always has room for.
const MOST_DIGITS: usize = 38;

fn parts(text: &str) -> Option<Parts> {
    let (is_negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, power) = match text.split_once(['e', 'E']) {
        Some((mantissa, power)) => (mantissa, power.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = all.trim_end_matches('0');
    let zeros = i64::try_from(all.len() - digits.len()).ok()?;
    let power = power.checked_sub(i64::try_from(fraction.len()).ok()?)?.checked_add(zeros)?;
    let digits = digits.trim_start_matches('0').to_owned();
    Some(match digits.is_empty() {
        true => Parts { is_negative: false, digits, power: 0 },
        false => Parts { is_negative, digits, power },
    })
}

/// Whether two texts are the same number.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    parts(one).is_some_and(|one| Some(one) == parts(other))
}

/// The integer that a text is: `1.0` and `1e2` are some.
pub(super) fn integer(text: &str) -> Option<i128> {
    let Parts { is_negative, mut digits, power } = parts(text)?;
    let zeros = usize::try_from(power).ok().filter(|zeros| digits.len() + zeros <= MOST_DIGITS)?;
    digits.extend(std::iter::repeat_n('0', zeros.max(usize::from(digits.is_empty()))));
    let size: i128 = digits.parse().ok()?;
    Some(if is_negative { -size } else { size })
}
