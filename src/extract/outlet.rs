//! Who published an article, under one spelling.
//!
//! In: what a record, a page, or a folder's name says, and the article's address. Out: an
//! [`Outlet`]. Addresses become registrable domains (`https://www.dawn.com/news` and `DAWN.COM` are
//! `dawn.com`); names stay as they are printed. Deliberately absent: a list of outlets. Which names
//! and domains are one outlet is told from all articles together, in [`super::outlets`].

use crate::article::Outlet;

/// Makes an outlet of a name or an address.
pub(super) fn named(name: &str) -> Option<Outlet> {
    let name = name.trim();
    if name.contains(char::is_whitespace) {
        return Outlet::new(name);
    }
    let looks_like_address = name.contains("://") || (name.contains('.') && name.is_ascii());
    match domain(name).filter(|_| looks_like_address) {
        Some(domain) => Outlet::new(&domain),
        None => Outlet::new(name),
    }
}

/// Makes an outlet of a folder's name; one written as file names are becomes a name as it is
/// printed (`harbour-post` is Harbour Post).
pub(super) fn of_folder(folder: &str) -> Option<Outlet> {
    let words: Vec<&str> = folder.split(['-', '_']).collect();
    let is_slug = 2 <= words.len()
        && words.iter().all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_lowercase() || c.is_numeric())
        })
        && words.iter().any(|word| word.contains(char::is_alphabetic));
    if !is_slug {
        return named(folder);
    }
    let capital = |word: &&str| {
        let mut chars = word.chars();
        let first = chars.next().into_iter().flat_map(char::to_uppercase);
        first.chain(chars).collect::<String>()
    };
    Outlet::new(&words.iter().map(capital).collect::<Vec<_>>().join(" "))
}

/// The outlet that an article's address names: its registrable domain.
pub(super) fn of_url(url: &str) -> Option<Outlet> {
    url.contains("://").then(|| domain(url))?.and_then(|domain| Outlet::new(&domain))
}

/// The registrable domain of an address or a host name, in lower case; the last two parts of the
/// host where it ends in a name that nobody registers under (`.example`, `.local`).
pub(super) fn site(address: &str) -> Option<String> {
    domain(address).or_else(|| {
        let host = host(address)?;
        let parts: Vec<&str> = host.split('.').collect();
        let [.., name, ending] = parts.as_slice() else { return None };
        let is_name = |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic());
        (is_name(ending) && !name.is_empty() && !host.contains(char::is_whitespace))
            .then(|| format!("{name}.{ending}"))
    })
}

fn host(address: &str) -> Option<String> {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    Some(host.split(':').next()?.trim_end_matches('.').to_lowercase())
}

/// The registrable domain of an address or a host name, in lower case; the host itself where it is
/// none that anybody can register.
fn domain(address: &str) -> Option<String> {
    let host = host(address)?;
    let suffix = psl::suffix(host.as_bytes())?;
    if !suffix.is_known() {
        return None;
    }
    let domain = psl::domain_str(&host)?;
    Some(domain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_domains_and_names_stay() {
        let cases = [
            ("www.sample-times.com", "sample-times.com"),
            ("SAMPLE-TIMES.COM", "sample-times.com"),
            ("https://news.sample.co.uk:443/a?b#c", "sample.co.uk"),
            ("Sample Times", "Sample Times"),
            (" Sample ", "Sample"),
            ("St. Sample Herald", "St. Sample Herald"),
            ("S.T.A.R.", "S.T.A.R."),
            ("Село.укр", "Село.укр"),
            ("localhost", "localhost"),
        ];
        for (name, expected) in cases {
            assert_eq!(named(name).unwrap().as_str(), expected, "{name}");
        }
        assert_eq!(named("  "), None);
    }

    #[test]
    fn a_folder_named_as_files_are_is_an_outlet_as_it_is_printed() {
        let cases = [
            ("harbour-post", "Harbour Post"),
            ("der_bote", "Der Bote"),
            ("Harbour-Post", "Harbour-Post"),
            ("post", "post"),
            ("www.sample-times.com", "sample-times.com"),
            ("2026-03", "2026-03"),
        ];
        for (folder, expected) in cases {
            assert_eq!(of_folder(folder).unwrap().as_str(), expected, "{folder}");
        }
    }

    #[test]
    fn an_address_names_an_outlet_and_a_path_does_not() {
        let cases = [
            ("https://edition.sample.com/a.html", Some("sample.com")),
            ("http://10.0.0.1/a", None),
            ("http://localhost/a", None),
            ("news/a.html", None),
            ("https://", None),
        ];
        for (url, expected) in cases {
            assert_eq!(of_url(url).as_ref().map(Outlet::as_str), expected, "{url}");
        }
    }
}
