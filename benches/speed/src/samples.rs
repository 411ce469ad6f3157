//! Answers as large services give them, made without chance.

use serde_json::{Map, Value, json};

/// A certificate, as the service sends it.
pub fn certificate() -> String {
    let mut certificate = certificate_of(0);
    certificate["name"] = "example".into();
    certificate["content"] = pem().into();
    certificate.to_string()
}

/// The text of a certificate to upload.
pub fn pem() -> String {
    let line = "MIIDXTCCAkWgAwIBAgIJAJC1HiIAZAiIMA0GCSqGSIb3DQEBCwUAMEUxCzAJBgNV\n";
    format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", line.repeat(20))
}

fn certificate_of(index: usize) -> Value {
    json!({
        "certificate_id": format!("61c970ce2d63eb6ee655{index:04x}"),
        "cn_name": format!("Example Root CA {index}"),
        "owner": "Example Organisation",
        "status": index.is_multiple_of(3),
        "verify_code": format!("53fa5e2e8bdc4e73b7a9d1f0e6c2{index:08x}"),
        "provision_enable": true,
        "template_id": "61c970ce2d63eb6ee655dbf0",
        "create_date": "20191212T121212Z",
        "effective_date": "20191212T121212Z",
        "expiry_date": "20291212T121212Z",
        "ocsp_enable": false,
        "ocsp_ssl_enable": false,
    })
}

/// A page of certificates, as the service sends it.
pub fn certificates(count: usize) -> String {
    let certificates: Vec<Value> = (0..count).map(certificate_of).collect();
    json!({
        "certificates": certificates,
        "page": {"count": count, "marker": "5c8f3d2d3df1f10d803adbda"},
    })
    .to_string()
}

/// A list of wide objects in objects.
pub fn repositories(count: usize) -> String {
    let repository = |index: usize| {
        let owner = format!("organisation-{}", index % 7);
        let name = format!("repository-{index}");
        let api = format!("https://api.example.com/repos/{owner}/{name}");
        let user = format!("https://api.example.com/users/{owner}");
        json!({
            "id": 1_296_269 + index,
            "node_id": "MDEwOlJlcG9zaXRvcnkxMjk2MjY5",
            "name": name,
            "full_name": format!("{owner}/{name}"),
            "owner": {
                "login": owner,
                "id": index % 7,
                "node_id": "MDQ6VXNlcjE=",
                "avatar_url": "https://avatars.example.com/u/1?v=4",
                "gravatar_id": "",
                "url": user,
                "html_url": format!("https://example.com/{owner}"),
                "followers_url": format!("{user}/followers"),
                "following_url": format!("{user}/following{{/other_user}}"),
                "gists_url": format!("{user}/gists{{/gist_id}}"),
                "organizations_url": format!("{user}/orgs"),
                "repos_url": format!("{user}/repos"),
                "events_url": format!("{user}/events{{/privacy}}"),
                "type": "Organization",
                "site_admin": false,
            },
            "private": false,
            "html_url": format!("https://example.com/{owner}/{name}"),
            "description": "This is \"your\" first repository,\nwith a description of two lines.",
            "fork": index.is_multiple_of(2),
            "url": api,
            "archive_url": format!("{api}/{{archive_format}}{{/ref}}"),
            "assignees_url": format!("{api}/assignees{{/user}}"),
            "clone_url": format!("https://example.com/{owner}/{name}.git"),
            "homepage": null,
            "language": if index.is_multiple_of(5) { Value::Null } else { "Rust".into() },
            "forks_count": index * 3,
            "stargazers_count": index * 11,
            "watchers_count": index * 11,
            "size": 108_000 + index,
            "score": 1.0 + index as f64 / 7.0,
            "default_branch": "main",
            "open_issues_count": index,
            "is_template": false,
            "topics": ["openapi", "generator", "client", "rust"],
            "has_issues": true,
            "has_projects": true,
            "has_wiki": true,
            "has_pages": false,
            "archived": false,
            "disabled": false,
            "visibility": "public",
            "pushed_at": "2026-01-26T19:06:43Z",
            "created_at": "2011-01-26T19:01:12Z",
            "updated_at": "2026-01-26T19:14:43Z",
            "permissions": {"admin": false, "push": false, "pull": true},
            "license": {
                "key": "mit",
                "name": "MIT License",
                "spdx_id": "MIT",
                "url": "https://api.example.com/licenses/mit",
                "node_id": "MDc6TGljZW5zZW1pdA==",
            },
        })
    };
    Value::from_iter((0..count).map(repository)).to_string()
}

/// A list of values told apart by a tag.
pub fn events(count: usize) -> String {
    let event = |index: usize| match index % 3 {
        0 => json!({
            "type": "push",
            "id": index,
            "ref": "refs/heads/main",
            "commits": ["6dcb09b5b57875f334f61aebed695e2e4193db5e", "9049f1265b7d61be4a8904a9a27120d2064dab3b"],
        }),
        1 => json!({
            "type": "comment",
            "id": index,
            "author": "octocat",
            "text": "Great stuff!\n\nThe second paragraph says why: \"it is short\".",
            "resolved": index.is_multiple_of(2),
        }),
        _ => json!({
            "type": "release",
            "id": index,
            "tag": format!("v1.{index}.0"),
            "prerelease": false,
            "size": index as f64 * 1.5,
        }),
    };
    Value::from_iter((0..count).map(event)).to_string()
}

/// A map of texts.
pub fn texts(count: usize) -> String {
    let text = |index: usize| {
        let value = "A text of the size that translations and labels have, más o menos.";
        (format!("section.{}.label.{index}", index % 17), Value::from(value))
    };
    Value::Object(Map::from_iter((0..count).map(text))).to_string()
}
