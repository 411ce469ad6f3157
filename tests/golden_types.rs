//! What generated types do at run time: every value decodes to what it means and encodes back to the same JSON.
//!
//! The types are the committed goldens, and the runtime, which is the same in every crate, is that of the first user. The
//! rows are those that peers get wrong: union members taken for each other, values that turn into others, nulls and
//! properties that are lost.

#[path = "support/streaming.rs"]
mod streaming;

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The types of a golden, each with its codecs.
macro_rules! goldens {
    ($($path:literal $name:ident $({ $($more:item)* })?,)*) => {
        $(
            #[path = $path]
            // A golden has types that no test here makes, and this crate sees them only through the tests.
            // The lint of names of variants passes over enums that others can see, as those of a crate are.
            #[allow(dead_code, unused_imports, clippy::enum_variant_names)]
            mod $name {
                mod codecs;
                mod deserialize;
                pub mod types;
                goldens!(runtime $({ $($more)* })?);
            }
        )*
    };
    (runtime) => {
        use iotda_certificates::runtime;
    };
    // Methods of the client need a client of their own.
    (runtime { $($more:item)* }) => {
        $($more)*
    };
}

goldens! {
    "golden/access/src" access,
    "golden/additional/src" additional,
    "golden/any_of/src" any_of,
    "golden/constants/src" constants,
    "golden/discriminated/src" discriminated,
    "golden/dynamic_refs/src" dynamic_refs,
    "golden/formats/src" formats,
    "golden/hierarchies/src" hierarchies,
    "golden/nullable/src" nullable,
    "golden/nullable_texts/src" nullable_texts,
    "golden/one_of/src" one_of,
    "golden/openapi_32/src" openapi_32,
    "golden/presence/src" presence,
    "golden/recursive_types/src" recursive_types,
    "golden/streams/src" streams {
        pub mod api;
        #[path = "../../../../generated/src/runtime/mod.rs"]
        pub mod runtime;
    },
    "golden/tuples/src" tuples,
    "golden/undescribed_tags/src" undescribed_tags,
    "golden/union_circles/src" union_circles,
    "golden/union_rules/src" union_rules,
    "golden/value_enums/src" value_enums,
}

/// Decodes a text and proves that it encodes back to the same JSON.
#[track_caller]
fn exact<T: DeserializeOwned + Serialize>(text: &str) -> T {
    let value: T = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let again = serde_json::to_string(&value).unwrap_or_else(|error| panic!("{error}: {text}"));
    let json = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    assert_eq!(json(&again), json(text));
    value
}

#[track_caller]
fn refused<T: DeserializeOwned + Debug>(text: &str) {
    if let Ok(value) = serde_json::from_str::<T>(text) {
        panic!("{text} was taken for {value:?}");
    }
}

#[test]
fn a_tag_selects_the_member_and_stays_as_it_came() {
    use discriminated::types::{Pet, Shape, Ship, Vehicle};
    assert!(matches!(exact(r#"{"kind":"cat","lives":9}"#), Pet::Cat(_)));
    assert!(matches!(exact(r#"{"kind":"dog","bark":1}"#), Pet::Dog(_)));
    assert!(
        matches!(exact(r#"{"kind":"puppy","bark":1}"#), Pet::Dog(dog) if dog.kind == "puppy" && dog.bark == Some(1))
    );
    assert!(matches!(exact(r#"{"kind":"cow","milk":[1,2]}"#), Pet::Unknown(_)));
    assert!(matches!(exact(r#"{"kind":"cat","lives":"nine"}"#), Pet::Unknown(_)));
    assert!(matches!(exact(r#"{"type":"Circle","radius":1.5}"#), Shape::Circle(_)));
    assert!(matches!(exact(r#"{"type":"square","side":2.0}"#), Shape::Square(_)));
    assert!(matches!(exact(r#"{"wheels":"four","doors":5}"#), Vehicle::Car(_)));
    assert!(matches!(exact(r#"{"wheels":"Bike","bell":true}"#), Vehicle::Bike(_)));
    assert!(matches!(exact(r#"{"wheels":"Vehicle","maker":"m"}"#), Vehicle::Base(_)));
    assert!(matches!(exact(r#"{"wheels":"six","maker":"m"}"#), Vehicle::Unknown(_)));
    // A mapping takes nothing from the name of a component but what it says of that very name.
    assert!(matches!(exact(r#"{"wheels":"Car","doors":5}"#), Vehicle::Car(_)));
    assert!(matches!(exact(r#"{"kind":"Dog","bark":1}"#), Pet::Dog(dog) if dog.kind == "Dog"));
    assert!(matches!(exact(r#"{"kind":"Sail","masts":3}"#), Ship::Sail(_)));
    assert!(matches!(exact(r#"{"kind":"Steam","oars":8}"#), Ship::Oar(_)));
    assert!(matches!(exact(r#"{"kind":"Oar","oars":8}"#), Ship::Oar(_)));
    assert!(matches!(exact(r#"{"kind":"Tug","pull":1}"#), Ship::Unknown(_)));
}

/// The variant says how a value was read, which its JSON alone does not.
#[test]
fn what_is_shown_of_a_union_names_the_variant() {
    use discriminated::types::{Pet, Vehicle};
    use one_of::types::{Plain, Whole};
    let shown = |text: &str| format!("{:?}", exact::<Pet>(text));
    assert_eq!(shown(r#"{"kind":"dog","bark":1}"#), r#"Pet::Dog { kind: "dog", bark: 1 }"#);
    assert_eq!(shown(r#"{"kind":"cow"}"#), r#"Pet::Unknown { kind: "cow" }"#);
    let vehicle: Vehicle = exact(r#"{"wheels":"Vehicle","maker":"m"}"#);
    assert_eq!(format!("{vehicle:?}"), r#"Vehicle::Base { wheels: "Vehicle", maker: "m" }"#);
    let plain: Plain = exact("[1,2]");
    assert_eq!(format!("{plain:?}"), "Plain::IntegerList([1, 2])");
    let whole: Whole = exact(r#"{"plain":{"a":"v"}}"#);
    assert_eq!(format!("{whole:?}"), r#"Whole { plain: A { a: "v" } }"#);
}

#[test]
fn limits_of_alternatives_and_of_objects_are_checked_before_sending() {
    use iotda_certificates::runtime::{Payload, Rules};
    let problem = |text: &str| {
        let whole: union_rules::types::Whole = exact(text);
        let payload = format!("{:?}", Payload::json("application/json", &whole, Rules::NONE));
        let start = payload.find("field: \"")? + 8;
        Some(payload[start..].replace("\", problem: \"", " ").split('"').next()?.to_owned())
    };
    for fine in [
        r#"{"short":"","longer":"1234567","either":"12345"}"#,
        r#"{"either":1,"expanded":{"a":"v"},"several":null}"#,
        r#"{"either":["a","b"],"listed":["id",1],"within":true}"#,
        r#"{"pair":["a",1],"open":["a",1],"different":"1234567","tree":["much too long"]}"#,
        r#"{"few":{"a":"v","b":"v"},"further":{"a":"long enough","more":"12345"}}"#,
        r#"{"patterns":{"b":"1234567"},"lists":["12345"],"uneven":[]}"#,
    ] {
        assert_eq!(problem(fine), None, "{fine}");
    }
    for (wrong, why) in [
        (r#"{"short":"123456"}"#, "body.short has 6 characters, and at most 5 are allowed"),
        (r#"{"longer":"12345678"}"#, "body.longer has 8 characters, and at most 7 are allowed"),
        (r#"{"either":"123456"}"#, "body.either has 6 characters, and at most 5 are allowed"),
        (r#"{"either":0}"#, "body.either is 0, and at least 1 is needed"),
        (r#"{"either":["a","b","c"]}"#, "body.either has 3 items, and at most 2 are allowed"),
        (r#"{"either":[""]}"#, "body.either[0] has 0 characters, and at least 1 are needed"),
        (r#"{"lists":["123456"]}"#, "body.lists[0] has 6 characters, and at most 5 are allowed"),
        (r#"{"lists":[0]}"#, "body.lists[0] is 0, and at least 1 is needed"),
        (r#"{"lists":[]}"#, "body.lists has 0 items, and at least 1 are needed"),
        (r#"{"beside":"123456"}"#, "body.beside has 6 characters, and at most 5 are allowed"),
        (r#"{"beside":21}"#, "body.beside is 21, and at most 20 is allowed"),
        (r#"{"alone":21}"#, "body.alone is 21, and at most 20 is allowed"),
        (r#"{"expanded":{}}"#, "body.expanded has 0 properties, and at least 1 are needed"),
        (r#"{"several":0.5}"#, "body.several is 0.5, and at least 1 is needed"),
        (r#"{"listed":[1,0]}"#, "body.listed[1] is 0, and at least 1 is needed"),
        (r#"{"within":"i"}"#, "body.within has 1 characters, and at least 2 are needed"),
        (r#"{"pair":["a",0]}"#, "body.pair[1] is 0, and at least 1 is needed"),
        (r#"{"open":["123456"]}"#, "body.open[0] has 6 characters, and at most 5 are allowed"),
        (r#"{"open":["a",1,0]}"#, "body.open[2] is 0, and at least 1 is needed"),
        (r#"{"same":["a","123456"]}"#, "body.same[1] has 6 characters, and at most 5 are allowed"),
        (
            r#"{"few":{"a":"v","b":"v","c":"v"}}"#,
            "body.few has 3 properties, and at most 2 are allowed",
        ),
        (
            r#"{"further":{"a":"v","more":"123456"}}"#,
            "body.further.more has 6 characters, and at most 5 are allowed",
        ),
    ] {
        assert_eq!(problem(wrong).as_deref(), Some(why), "{wrong}");
    }
}

#[test]
fn a_tag_that_means_no_member_means_the_default() {
    use openapi_32::types::Medium;
    assert!(matches!(exact(r#"{"kind":"book","pages":9}"#), Medium::Book(_)));
    assert!(matches!(exact(r#"{"kind":"Book","pages":9}"#), Medium::Book(_)));
    assert!(matches!(exact(r#"{"kind":"Other","about":"a"}"#), Medium::Other(_)));
    assert!(matches!(exact(r#"{"kind":"film","about":"a","minutes":90}"#), Medium::Other(_)));
    assert!(matches!(exact(r#"{"about":"a"}"#), Medium::Other(_)));
    assert!(matches!(exact(r#"{"kind":"film","about":7}"#), Medium::Unknown(_)));
}

#[test]
fn without_a_tag_the_shape_selects_the_member() {
    use one_of::types::{Around, Fixed, Inner, Kinds, Plain, Records, Values, Whole, WholeInline};
    assert!(matches!(exact(r#"{"a":"v"}"#), Plain::A(_)));
    assert!(matches!(exact(r#"{"b":"v"}"#), Plain::B(b) if b.b.as_deref() == Some("v")));
    assert!(matches!(exact(r#""text""#), Plain::Text(_)));
    assert!(matches!(exact("[1,2]"), Plain::IntegerList(_)));
    assert!(matches!(exact("true"), Plain::Unknown(_)));
    assert!(matches!(exact("1"), Kinds::Integer(1)));
    assert!(matches!(exact("true"), Kinds::Boolean(true)));
    assert!(matches!(exact(r#"["a"]"#), Kinds::TextList(_)));
    assert!(matches!(exact("1.5"), Kinds::Unknown(_)));
    assert!(matches!(exact(r#"{"x":1}"#), Records::X(_)));
    assert!(matches!(exact(r#"{"settings":{"type":"recent","source":"s"}}"#), Inner::Recent(_)));
    assert!(matches!(exact(r#"{"settings":{"type":"count","seconds":5}}"#), Inner::Count(_)));
    assert!(matches!(exact(r#"{"settings":{"type":"sum","of":5}}"#), Inner::Unknown(_)));
    assert!(matches!(exact(r#"{"y":1}"#), Records::Y(_)));
    assert!(matches!(exact(r#"{"op":"add","value":"v"}"#), Fixed::Add(_)));
    assert!(matches!(exact(r#"{"op":"remove"}"#), Fixed::Remove(_)));
    assert!(matches!(exact(r#"{"op":"replace"}"#), Fixed::Unknown(_)));
    assert!(matches!(exact(r#""auto""#), Values::Auto(_)));
    assert!(matches!(exact(r#""low""#), Values::Value(_)));
    assert!(matches!(exact("3"), Values::Integer(3)));
    exact::<Values>(r#""medium""#);
    assert!(matches!(exact(r#"{"id":"1","b":"v"}"#), Around::B(_)));
    assert!(matches!(exact(r#"{"a":"v"}"#), WholeInline::Named(_)));
    exact::<Whole>(r#"{"plain":{"b":"v"},"only":{"a":"v"},"inline":"text"}"#);
}

#[test]
fn overlapping_alternatives_lose_nothing() {
    use any_of::types::{Open, Overlap};
    assert!(matches!(exact(r#"{"a":"1"}"#), Overlap::A(_)));
    assert!(matches!(exact(r#"{"b":"2","c":"3"}"#), Overlap::B(_)));
    exact::<Overlap>(r#"{"a":"1","b":"2","c":"3"}"#);
    assert!(matches!(exact(r#""small""#), Open::Small));
    assert!(matches!(exact(r#""medium""#), Open::Unknown(_)));
}

#[test]
fn absent_and_null_and_a_value_stay_apart() {
    use nullable::types::Whole;
    let required = r#""typed":null,"either":null,"choice":null,"referred":null"#;
    let whole: Whole = exact(&format!("{{{required}}}"));
    assert!(whole.typed.is_none() && whole.choice.is_none() && whole.nothing.is_none());
    exact::<Whole>(&format!("{{{required},\"optional\":null,\"several\":null,\"old\":null}}"));
    exact::<Whole>(&format!("{{{required},\"nothing\":null,\"constant\":null}}"));
    exact::<Whole>(&format!(
        "{{{required},\"numbers\":[1.5,null],\"map\":{{\"a\":null,\"b\":{{}}}}}}"
    ));
    exact::<Whole>(r#"{"typed":"a","either":"b","choice":"a","referred":{"a":"x"},"several":1}"#);
    refused::<Whole>(r#"{"typed":null,"either":null,"choice":null}"#);

    use presence::types::Settings;
    exact::<Settings>(r#"{"always":"a","perhaps_null":null}"#);
    exact::<Settings>(
        r#"{"always":"a","perhaps_null":"b","three_states":null,"three_states_nested":null,"by_reference":null,"list_of_null":[1,null]}"#,
    );
    refused::<Settings>(r#"{"always":null,"perhaps_null":null}"#);
}

#[test]
fn values_that_nobody_lists_are_kept() {
    use value_enums::types::{Level, Mixed, Named, Odd, Titled, Whole};
    let odd = ["", "*", "é", "+1", "-1", "1", "A", "a", "a b", "a-b", "Unknown", "null"];
    for text in odd {
        let text = serde_json::to_string(text).expect("JSON");
        let value: Odd = exact(&text);
        assert!(!matches!(value, Odd::Unknown(_)), "{text} is listed");
    }
    assert!(matches!(exact(r#""else""#), Odd::Unknown(_)));
    assert!(matches!(exact("9007199254740993"), Level::V9007199254740993));
    assert!(matches!(exact("4294967296"), Level::Unknown(4_294_967_296)));
    for text in [r#""auto""#, "1", "2.5", "true"] {
        assert!(!matches!(exact::<Mixed>(text), Mixed::Unknown(_)), "{text} is listed");
    }
    for text in [r#""else""#, "7", "[1]", r#"{"a":1}"#, "false"] {
        assert!(matches!(exact::<Mixed>(text), Mixed::Unknown(_)), "{text} is not listed");
    }
    assert!(matches!(exact("2"), Named::High));
    assert!(matches!(exact("1"), Titled::One));
    assert!(matches!(exact("5"), Titled::High5));
    assert!(matches!(exact("6"), Titled::Unknown(6)));
    exact::<Whole>(r#"{"mixed":null,"nullable":null,"unquoted":"1.0","bools":false}"#);
    refused::<Odd>("1");
}

#[test]
fn further_properties_are_kept() {
    use additional::types::{Both, Closed, Free, Typed, Whole};
    let typed: Typed = exact(r#"{"a":"x","n":7}"#);
    assert_eq!(typed.additional.get("n"), Some(&7));
    exact::<Free>(r#"{"a":"x","n":[null,{"m":1.5}]}"#);
    exact::<Both>(r#"{"a":"x","n-1":7,"s-1":"t"}"#);
    exact::<Whole>(r#"{"pattern":{"x-a":"v"},"map":{"b":[1],"a":[]},"nested":{"k":{"a":"x"}}}"#);
    // What is received is tolerated, and a closed object has no place for it.
    let closed: Closed = serde_json::from_str(r#"{"a":"x","new":1}"#).expect("it is tolerated");
    assert_eq!(closed.a.as_deref(), Some("x"));
    refused::<Typed>(r#"{"a":"x","n":"seven"}"#);
}

#[test]
fn constants_come_and_go_as_they_are() {
    use constants::types::Whole;
    let text = r#"{"kind":"whole","version":2,"ratio":0.5,"on":true,"empty":""}"#;
    assert_eq!(exact::<Whole>(text), Whole::new());
    exact::<Whole>(
        r#"{"kind":"new","version":3,"ratio":1.5,"on":false,"empty":"no","optional":"perhaps","list":[1,2]}"#,
    );
}

#[test]
fn constants_that_all_members_of_a_union_have_tell_it_from_others() {
    use constants::types::WholeKey;
    let key = |text: &str| exact::<WholeKey>(text);
    assert!(matches!(key(r#"{"kty":"RSA","use":"enc","n":"a"}"#), WholeKey::EncryptionKey(_)));
    assert!(matches!(key(r#"{"kty":"RSA","use":"sig","n":"a"}"#), WholeKey::SigningKey(_)));
    assert!(matches!(key(r#"{"kty":"EC","use":"sig","x":"a"}"#), WholeKey::SigningKey(_)));
}

#[test]
fn tuples_keep_their_places() {
    use tuples::types::Whole;
    exact::<Whole>(
        r#"{"pair":["a",1],"open":["a",1.5,true,false],"any":["a",{"b":1},null],"short":["a"],"same":[1.5,2.5],"nested":[{"a":"x"},null]}"#,
    );
    exact::<Whole>(r#"{"open":["a",1.5],"any":["a"],"short":[],"same":[]}"#);
    exact::<Whole>(r#"{"listed":["a",1],"either":{"a":"b","c":1.5}}"#);
    exact::<Whole>(r#"{"either":["a",null]}"#);
    refused::<Whole>(r#"{"pair":["a"]}"#);
    refused::<Whole>(r#"{"pair":[1,"a"]}"#);
}

#[test]
fn types_that_contain_themselves_hold_what_they_contain() {
    use recursive_types::types::{Expression, Json, List, Map, Whole};
    exact::<Json>(r#"{"a":["b",1.5,{"c":[]}]}"#);
    exact::<List>("[[],[[]]]");
    exact::<Map>(r#"{"a":{"b":{}}}"#);
    assert!(matches!(
        exact(r#"{"left":"a","right":{"left":"b","right":"c"}}"#),
        Expression::Sum(_)
    ));
    exact::<Whole>(r#"{"a":{"b":{"a":{"b":{}},"also":null}},"expression":"x"}"#);
}

#[test]
fn what_is_below_a_schema_may_come_where_it_is_referred_to() {
    use hierarchies::types::{
        Animal, Base, Cat, Either, Inline, Mid, Nested, Round, Shape, Silent,
    };
    let leaf = r#"{"kind":"leaf","id":"1","middle":"m","end":"e"}"#;
    assert!(matches!(exact(leaf), Mid::Leaf(leaf) if leaf.end.as_deref() == Some("e")));
    assert!(matches!(exact(leaf), Base::Leaf(_)));
    let mid = r#"{"kind":"mid","middle":"m"}"#;
    assert!(matches!(exact(mid), Mid::Base(_)));
    assert!(matches!(exact(mid), Base::Mid(mid) if matches!(*mid, Mid::Base(_))));
    assert!(matches!(exact(r#"{"kind":"other","other":"o"}"#), Mid::Unknown(_)));
    // The tag of the middle is one that the outer mapping has.
    assert!(matches!(exact(r#"{"kind":"cat","lives":9}"#), Cat::Base(_)));
    assert!(matches!(exact(r#"{"kind":"king","mane":true}"#), Cat::Lion(_)));
    assert!(
        matches!(exact(r#"{"kind":"king","mane":true}"#), Animal::Cat(cat) if matches!(*cat, Cat::Lion(_)))
    );
    // What is below `Round` is told by another property.
    let circle = r#"{"kind":"round","form":"circle","radius":1.5,"filled":true}"#;
    assert!(matches!(exact(circle), Round::Circle(_)));
    assert!(matches!(exact(circle), Shape::Round(round) if matches!(*round, Round::Circle(_))));
    // Unions that have a hierarchy, or each other, among their members.
    assert!(matches!(exact(leaf), Either::Mid(mid) if matches!(*mid, Mid::Leaf(_))));
    assert!(matches!(exact(leaf), Nested::Either(_)));
    assert!(matches!(exact(r#"{"kind":"Lion","mane":true}"#), Nested::Lion(_)));
    assert!(matches!(exact(r#"{"tag":"one","more":"m","first":"f"}"#), Inline::InlineOne(_)));
    assert!(matches!(exact(r#"{"sound":"none","volume":0}"#), Silent::Base(_)));
    assert!(matches!(exact(r#"{"sound":"some","volume":1,"echo":true}"#), Silent::Loud(_)));
}

#[test]
fn alternatives_that_lead_back_come_to_an_end() {
    use union_circles::types::{First, Narrow, One, Tree};
    exact::<One>("5");
    exact::<One>("{}");
    exact::<First>(r#"{"t":"a","y":"b"}"#);
    exact::<First>(r#"{"t":"none"}"#);
    exact::<Narrow>(r#"{"w":"a","t":"b"}"#);
    exact::<Tree>(r#"[["a"],[[]]]"#);
}

#[test]
fn null_beside_texts_stays() {
    exact::<nullable_texts::types::Thing>(
        r#"{"state":null,"label":null,"kinds":[null,"a","z"],"hue":null}"#,
    );
}

#[test]
fn references_by_dynamic_anchors_are_followed() {
    use dynamic_refs::types::{Filter, Page, StrictTree, Tree};
    let page: Page = exact(r#"{"title":"a","next":{"title":"b","next":{"title":"c"}}}"#);
    assert_eq!(page.next.and_then(|next| next.title).as_deref(), Some("b"));
    let filter: Filter = exact(r#"{"key":"a","all":[{"key":"b","all":[]}]}"#);
    assert_eq!(filter.all.expect("a list")[0].key.as_deref(), Some("b"));
    exact::<Tree>(r#"{"data":"a","children":[{"data":"b"}]}"#);
    exact::<StrictTree>(r#"{"data":"a","children":[{"data":"b"}]}"#);
}

#[test]
fn texts_of_every_format_stay_as_they_came() {
    use formats::types::Whole;
    let required = r#""id":"not a uuid","at":"2026-02-30T99:00:00+25:00""#;
    exact::<Whole>(&format!("{{{required}}}"));
    exact::<Whole>(&format!(
        "{{{required},{}}}",
        r#""day":"2026-11-24","clock":"10:00:00Z","span":"P1D","link":"HTTPS://example.com/%7e","v4":"127.0.0.1","v6":"::1","price":"1.10","bytes":"aGk=","password":"secret","own":"X-1","i8":-1,"i32":2147483647,"i64":9223372036854775807,"u32":4294967295,"u64":18446744073709551615,"plain":4294967296,"large":18446744073709551615,"f32":0.1,"f64":0.1,"money":1.1,"days":["2026-11-24"],"stamps":{"a":"2026-11-24T00:00:00Z"}"#
    ));
    let whole: Whole =
        exact(&format!("{{{required},\"bytes\":\"aGk=\",\"password\":\"hunter2\"}}"));
    assert!(!format!("{whole:?} {:?}", whole.password).contains("hunter2"));
    assert_eq!(whole.bytes.expect("bytes").decode().expect("base64"), b"hi");
}

/// Why a body is refused before it is sent, or nothing.
fn withheld<T: Serialize + iotda_certificates::runtime::Check>(body: &T) -> Option<String> {
    use iotda_certificates::runtime::{Payload, Rules};
    let text = format!("{:?}", Payload::json("application/json", body, Rules::NONE));
    let field = text.split("field: \"").nth(1)?.split('"').next()?;
    let problem = text.split("problem: \"").nth(1)?.split('"').next()?;
    Some(format!("{field} {problem}"))
}

#[test]
fn what_only_requests_have_is_demanded_of_them() {
    use access::types::{Cat, Dog, Pet, User};
    use iotda_certificates::Patch;
    let missing = |field: &str| Some(format!("{field} is missing, and a request must have it"));
    let mut user = User::new("n");
    assert_eq!(withheld(&user), missing("body.secret"));
    let dog = Dog { owner: Some(user.clone()), ..Dog::new("Dog") };
    assert_eq!(withheld(&Pet::from(dog)), missing("body.owner.secret"));
    user.secret = Some("s".to_owned());
    assert_eq!(withheld(&user), None);
    let mut cat = Cat::new("Cat");
    assert_eq!(withheld(&cat), missing("body.token"));
    cat.token = Some("abc".to_owned());
    assert_eq!(withheld(&cat), missing("body.pin"));
    cat.pin = Patch::Null;
    assert_eq!(withheld(&cat), None, "the constant is filled in");
    cat.limit = None;
    assert_eq!(withheld(&cat), missing("body.limit"));
    // What is left out is not held against its limits.
    let cat = Cat { limit: Some(9), age: Patch::Value(31), ..cat };
    assert_eq!(withheld(&cat), None);
}

#[test]
fn what_answers_lack_tells_no_members_apart_in_them() {
    use access::types::{Claim, Login};
    assert!(matches!(exact(r#"{"user":"u"}"#), Login::Password(one) if one.password.is_none()));
    assert!(matches!(exact(r#"{"user":"u","password":"p"}"#), Login::Password(_)));
    assert!(matches!(exact(r#"{"key":"k"}"#), Login::Token(_)));
    assert!(matches!(exact(r#"{"user":"u","number":1}"#), Login::Ticket(_)));
    assert!(matches!(exact(r#"{}"#), Login::Unknown(_)));
    // What is only sent lacks what only answers have.
    assert!(matches!(exact(r#"{"right":"r"}"#), Claim::Right(one) if one.id.is_none()));
    assert!(matches!(exact(r#"{"wish":"w"}"#), Claim::Wish(_)));
    assert!(matches!(exact(r#"{"id":"i"}"#), Claim::Unknown(_)));
}

#[test]
fn what_travels_one_way_may_say_so_behind_the_property() {
    use access::types::{Chain, ChainEither};
    let answer = r#"{"behind":"a","beside":"b","aliased":"c","further":"d","inside":"e","optional":"f","sole":"g","either":"h"}"#;
    let mut chain: Chain = exact(answer);
    let missing = |field: &str| Some(format!("{field} is missing, and a request must have it"));
    assert_eq!(withheld(&chain), missing("body.secret"));
    chain.secret = Some("s".to_owned());
    assert_eq!(withheld(&chain), missing("body.hidden"));
    chain.hidden = Some("h".to_owned());
    assert_eq!(withheld(&chain), None);
    // Of several alternatives one alone says nothing of the property.
    let bare: Chain = exact(r#"{"either":1}"#);
    assert_eq!(bare, Chain::new(ChainEither::Integer(1)));
    refused::<Chain>("{}");
}

#[test]
fn a_number_of_properties_that_no_request_can_have_is_not_demanded() {
    use access::types::Account;
    assert_eq!(withheld(&Account::new("w")), None);
}

#[test]
fn what_was_received_with_a_further_tag_can_be_sent() {
    use undescribed_tags::types::{Pet, PetCat};
    for text in [r#"{"kind":"Cat"}"#, r#"{"kind":"cat","lives":9}"#] {
        let pet: Pet = exact(text);
        assert!(matches!(pet, Pet::Cat(_)), "{pet:?}");
        assert_eq!(withheld(&pet), None);
    }
    for text in [r#"{"kind":"Dog","bark":1}"#, r#"{"kind":"puppy","bark":1}"#] {
        let pet: Pet = exact(text);
        assert!(matches!(pet, Pet::Dog(_)), "{pet:?}");
        assert_eq!(withheld(&pet), None);
    }
    assert_eq!(PetCat::new().kind, "cat");
}

#[test]
fn a_constant_cannot_be_sent_as_another_value() {
    use constants::types::{Whole, WholeEither, WholeEitherNumber};
    use iotda_certificates::Patch;
    let other = |field: &str, value: &str| {
        Some(format!("body.{field} must be {value}, which is its only value"))
    };
    assert_eq!(withheld(&Whole::new()), None);
    let of = |change: fn(&mut Whole)| {
        let mut whole = Whole::new();
        change(&mut whole);
        withheld(&whole)
    };
    assert_eq!(of(|whole| whole.kind.push('x')), other("kind", "`whole`"));
    assert_eq!(of(|whole| whole.version = 3), other("version", "2"));
    assert_eq!(of(|whole| whole.ratio = 0.25), other("ratio", "0.5"));
    assert_eq!(of(|whole| whole.on = false), other("on", "true"));
    assert_eq!(of(|whole| whole.optional = Some("perhaps".to_owned())), None);
    assert_eq!(of(|whole| whole.optional = Some(String::new())), other("optional", "`perhaps`"));
    assert_eq!(of(|whole| whole.nullable = Patch::Null), None);
    assert_eq!(
        of(|whole| whole.nullable = Patch::Value("x".to_owned())),
        other("nullable", "`only`")
    );
    let same = |text: &str| Some(vec!["a".to_owned(), text.to_owned()]);
    assert_eq!(withheld(&Whole { same: same("a"), ..Whole::new() }), None);
    assert_eq!(withheld(&Whole { same: same("b"), ..Whole::new() }), other("same[1]", "`a`"));
    let named = Some([("n".to_owned(), 4)].into());
    assert_eq!(withheld(&Whole { named, ..Whole::new() }), other("named.n", "3"));
    assert_eq!(of(|whole| whole.either = Some(WholeEither::from(7))), None);
    assert_eq!(of(|whole| whole.either = Some(WholeEither::from("auto"))), None);
    assert_eq!(of(|whole| whole.either = Some(WholeEither::from("x"))), other("either", "`auto`"));
    let no = |whole: &mut Whole| whole.either_number = Some(WholeEitherNumber::from(false));
    assert_eq!(of(no), other("either_number", "true"));
    let number = |whole: &mut Whole| whole.either_number = Some(WholeEitherNumber::from(5));
    assert_eq!(of(number), None);
}
