//! Values of several types, and lists of values.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::runtime::codec::{
    self, Decode, Fields, Invalid, Json, Literal, Member, MixedEnum, Union,
};

/// An object with one required and one optional property, by their names.
macro_rules! object {
    ($name:ident, $required:ident: $ty:ty, $optional:ident) => {
        #[derive(Clone, Debug, PartialEq)]
        struct $name {
            $required: $ty,
            $optional: Option<i64>,
        }

        impl Decode for $name {
            fn read(fields: &mut Fields<'_>) -> Option<Self> {
                Some(Self {
                    $required: fields.required(stringify!($required))?,
                    $optional: fields.optional(stringify!($optional)),
                })
            }
        }
    };
}

object!(Cat, kind: String, lives);
object!(Dog, kind: String, barks);
object!(Fish, fins: i64, length);

#[derive(Clone, Debug, PartialEq)]
enum Pet {
    Cat(Cat),
    Dog(Box<Dog>),
    Fish(Fish),
    Unknown(Value),
}

impl Decode for Pet {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        codec::decode_union(value)
    }
}

impl Union for Pet {
    const TAG: Option<&'static str> = Some("kind");
    const MEMBERS: &'static [Member] = &[
        Member::object().required(&["kind"]).known(&["lives"]).tags(&["cat", "kitten"]),
        Member::object().required(&["kind"]).known(&["barks"]).tags(&["dog"]),
        Member::object().required(&["fins"]).known(&["length"]),
    ];

    fn read(member: usize, value: Json<'_>) -> Result<Self, Invalid> {
        match member {
            0 => codec::member(value, Self::Cat),
            1 => codec::member(value, Self::Dog),
            2 => codec::member(value, Self::Fish),
            _ => Ok(Self::Unknown(value.to_value())),
        }
    }
}

#[test]
fn a_tag_selects_the_member() {
    let pet = |value: Value| codec::decode_value::<Pet>(&value);
    let kitten = Cat { kind: "kitten".to_owned(), lives: Some(9) };
    assert_eq!(pet(json!({"kind": "kitten", "lives": 9})), Ok(Pet::Cat(kitten)));
    let dog = Dog { kind: "dog".to_owned(), barks: None };
    assert_eq!(pet(json!({"kind": "dog", "lives": 9})), Ok(Pet::Dog(Box::new(dog))));
    let unknown = json!({"kind": "cow", "lives": 9});
    assert_eq!(pet(unknown.clone()), Ok(Pet::Unknown(unknown)));
    // What the tag selects does not fit, and whoever looks for it finds it; a dog it is not.
    let odd = json!({"kind": "cat", "lives": "nine", "barks": 1});
    assert_eq!(pet(odd.clone()), Ok(Pet::Unknown(odd)));
}

#[test]
fn without_its_tag_a_value_is_told_by_its_properties() {
    let fish = Fish { fins: 2, length: None };
    assert_eq!(codec::decode_value::<Pet>(&json!({"fins": 2})), Ok(Pet::Fish(fish)));
    for kept in
        [json!({}), json!(5), json!(null), json!({"fins": 2, "barks": 1}), json!({"fins": "two"})]
    {
        assert_eq!(codec::decode_value::<Pet>(&kept), Ok(Pet::Unknown(kept)));
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Color {
    Red,
    Unknown(String),
}

impl From<&str> for Color {
    fn from(text: &str) -> Self {
        match text {
            "red" => Self::Red,
            _ => Self::Unknown(text.to_owned()),
        }
    }
}

impl Decode for Color {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        codec::decode_text(value)
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Mixture {
    Number(f64),
    Integer(i64),
    Text(String),
    Color(Color),
    Numbers(Vec<i64>),
    Texts(Vec<String>),
    Narrow(BTreeMap<String, i64>),
    Constant(Fish),
    Wide(Fish),
    Unknown(Value),
}

impl Decode for Mixture {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        codec::decode_union(value)
    }
}

impl Union for Mixture {
    const MEMBERS: &'static [Member] = &[
        Member::new().number(),
        Member::new().integer(),
        Member::new().string(),
        Member::new().string().values(&[("", &[Literal::Text("red")])]),
        Member::new().array(),
        Member::new().array(),
        Member::object().required(&["narrow"]).open(),
        Member::object().required(&["fins"]).values(&[("fins", &[Literal::Integer(7)])]),
        Member::object().required(&["fins"]).known(&["length"]),
    ];

    fn read(member: usize, value: Json<'_>) -> Result<Self, Invalid> {
        match member {
            0 => codec::member(value, Self::Number),
            1 => codec::member(value, Self::Integer),
            2 => codec::member(value, Self::Text),
            3 => codec::member(value, Self::Color),
            4 => codec::member(value, Self::Numbers),
            5 => codec::member(value, Self::Texts),
            6 => codec::member(value, Self::Narrow),
            7 => codec::member(value, Self::Constant),
            8 => codec::member(value, Self::Wide),
            _ => Ok(Self::Unknown(value.to_value())),
        }
    }
}

#[test]
fn members_are_told_apart_by_what_is_most_particular() {
    let read = |value: Value| codec::decode_value::<Mixture>(&value).expect("nothing is refused");
    assert_eq!(read(json!(5)), Mixture::Integer(5));
    assert_eq!(read(json!(5.5)), Mixture::Number(5.5));
    assert_eq!(read(json!("red")), Mixture::Color(Color::Red));
    assert_eq!(read(json!("blue")), Mixture::Text("blue".to_owned()));
    assert_eq!(read(json!([1])), Mixture::Numbers(vec![1]));
    assert_eq!(read(json!(["a"])), Mixture::Texts(vec!["a".to_owned()]));
    assert_eq!(read(json!([])), Mixture::Numbers(Vec::new()));
    assert_eq!(read(json!([true])), Mixture::Unknown(json!([true])));
    let narrow = BTreeMap::from([("narrow".to_owned(), 1), ("other".to_owned(), 2)]);
    assert_eq!(read(json!({"narrow": 1, "other": 2})), Mixture::Narrow(narrow));
    assert_eq!(read(json!({"fins": 7})), Mixture::Constant(Fish { fins: 7, length: None }));
    let wide = Mixture::Wide(Fish { fins: 7, length: Some(1) });
    assert_eq!(
        read(json!({"fins": 7, "length": 1})),
        wide,
        "the constant member would lose the length"
    );
    assert_eq!(read(json!({"fins": 8})), Mixture::Wide(Fish { fins: 8, length: None }));
    assert_eq!(read(json!(true)), Mixture::Unknown(json!(true)));
}

#[test]
fn a_deep_value_costs_no_more_than_its_size() {
    let mut value = json!({"narrow": "wrong"});
    for _ in 0..100 {
        value = json!({"narrow": value});
    }
    assert_eq!(codec::decode_value::<Mixture>(&value), Ok(Mixture::Unknown(value)));
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Level {
    One,
    Unknown(i64),
}

impl Decode for Level {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        codec::decode_integer(value)
    }
}

impl From<i64> for Level {
    fn from(value: i64) -> Self {
        if value == 1 { Self::One } else { Self::Unknown(value) }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Anything {
    Auto,
    Half,
    Yes,
    Unknown(Value),
}

impl Decode for Anything {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        codec::decode_mixed(value)
    }
}

impl MixedEnum for Anything {
    const VALUES: &'static [(Literal, Self)] = &[
        (Literal::Text("auto"), Self::Auto),
        (Literal::Float(0.5), Self::Half),
        (Literal::Bool(true), Self::Yes),
    ];

    fn unknown(value: Value) -> Self {
        Self::Unknown(value)
    }

    fn as_unknown(&self) -> Option<&Value> {
        match self {
            Self::Unknown(value) => Some(value),
            _ => None,
        }
    }
}

#[test]
fn lists_of_values_keep_what_is_not_in_them() {
    assert_eq!(codec::decode_value(&json!(1.0)), Ok(Level::One));
    assert_eq!(codec::decode_value(&json!(2)), Ok(Level::Unknown(2)));
    codec::decode_value::<Level>(&json!(1.5)).expect_err("no integer");
    for value in [json!("auto"), json!(0.5), json!(true), json!(null), json!({"a": 1})] {
        let read: Anything = codec::decode_value(&value).expect("nothing is refused");
        assert_eq!(read.to_value(), value);
    }
    assert_eq!(codec::decode_value(&json!(true)), Ok(Anything::Yes));
}
