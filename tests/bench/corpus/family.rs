//! The articles of a family: each a function of the seed, the family's number and its own.

use super::language::Language;
use super::oracle::{Overlap, Shingles};
use super::plan::{Family, Kind, Plan, Slot};
use super::random::Random;
use super::text::{Subject, Text, Voice, capitalise, edit_rate};

/// An article as published, and what of it are standing words.
pub(crate) struct Article {
    pub(crate) title: String,
    /// Its own text, without standing words.
    pub(crate) body: String,
    /// All of its text.
    pub(crate) text: String,
    pub(crate) published: String,
    pub(crate) outlet: String,
}

/// A plan and the language it is carried out in.
pub(crate) struct Press {
    language: &'static Language,
    plan: Plan,
}

/// Standing words, and where they stand.
struct Boilerplate {
    text: Text,
    first: bool,
}

impl Press {
    pub(crate) fn new(plan: Plan) -> Press {
        Press { language: Language::shared(), plan }
    }

    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Makes one article. Cost: about 50 µs, more for members of families.
    pub(crate) fn article(&self, slot: Slot) -> Article {
        let family = self.plan.families[slot.family as usize];
        let body = self.body(family, slot);
        let boilerplate = self.boilerplate(family.kind, slot);
        let body = body.write(self.language);
        let text = match &boilerplate {
            None => body.clone(),
            Some(Boilerplate { text, first: true }) => text.write(self.language) + "\n" + &body,
            Some(Boilerplate { text, first: false }) => {
                body.clone() + "\n" + &text.write(self.language)
            }
        };
        let title = self.title(family.kind, slot);
        let (published, outlet) = (self.published(family.kind, slot), self.outlet(family, slot));
        Article { title, body, text, published, outlet }
    }

    /// What all members of a family draw from.
    fn common(&self, slot: Slot, purpose: u64) -> Random {
        Random::of(&[self.plan.seed, u64::from(slot.family), purpose])
    }

    /// What one member draws from.
    fn own(&self, slot: Slot, purpose: u64) -> Random {
        Random::of(&[self.plan.seed, u64::from(slot.family), u64::from(slot.member), purpose])
    }

    fn body(&self, family: Family, slot: Slot) -> Text {
        let common = &mut self.common(slot, 1);
        let own = &mut self.own(slot, 2);
        let subject = Subject::new(common);
        let voice = Voice { language: self.language, subject: &subject };
        let first = slot.member == 0;
        let mut first_text = || voice.compose(length(common), common);
        match family.kind {
            Kind::Single | Kind::Identical | Kind::IdenticalStorm => first_text(),
            Kind::Edited | Kind::Cut | Kind::NearStorm | Kind::Boilerplated if first => {
                first_text()
            }
            Kind::Edited => edited(voice, &first_text(), own),
            Kind::Cut => {
                let text = first_text();
                text.beginning((text.length() * own.between(30, 85) / 100).max(30))
            }
            Kind::Boilerplated => {
                let rate = edit_rate(own.within(0.8, 1.0));
                voice.edit(&first_text(), rate, own)
            }
            Kind::NearStorm => voice.edit(&first_text(), edit_rate(own.within(0.9, 0.99)), own),
            Kind::Lookalike => lookalike(voice, slot, common),
            Kind::Brief | Kind::Embedded => {
                let brief = family.kind == Kind::Brief;
                let words = if brief { common.between(60, 200) } else { common.between(180, 500) };
                let inside = voice.compose(words, common);
                if first { inside } else { self.host(&inside, voice, own) }
            }
            Kind::Outlet | Kind::Crowd => {
                let subject = Subject::new(own);
                let words = match family.kind {
                    Kind::Crowd => own.between(450, 550),
                    _ if own.chance(0.2) => own.between(40, 120),
                    _ => length(own),
                };
                Voice { language: self.language, subject: &subject }.compose(words, own)
            }
        }
    }

    /// A longer article of its own subject with another inside, verbatim or lightly edited.
    fn host(&self, inside: &Text, voice: Voice<'_>, own: &mut Random) -> Text {
        let subject = Subject::new(own);
        let words = inside.length();
        let around = words * own.between(130, 300) / 100 + own.between(60, 200);
        let around = if words < 200 { around.max(length(own)) } else { around };
        let mut host = Voice { language: self.language, subject: &subject }.compose(around, own);
        let rate = if own.chance(0.6) { 0.0 } else { own.within(0.002, 0.05) };
        host.embed(voice.edit(inside, rate, own), own);
        host
    }

    /// The standing words of the outlet that publishes an article, if it has any.
    fn boilerplate(&self, kind: Kind, slot: Slot) -> Option<Boilerplate> {
        let number = match kind {
            Kind::Outlet => u64::from(slot.family),
            Kind::Crowd => return Some(Boilerplate { text: self.standing(0, 200), first: false }),
            Kind::Boilerplated if slot.member == 0 && self.common(slot, 3).chance(0.5) => {
                return None;
            }
            Kind::Boilerplated => self.borrowed_outlet(slot)?,
            _ => return None,
        };
        let random = &mut Random::of(&[self.plan.seed, number, 4]);
        let first = random.chance(0.33);
        let words = if first { random.between(20, 60) } else { random.between(20, 200) };
        Some(Boilerplate { text: self.standing(number, words), first })
    }

    fn standing(&self, number: u64, words: usize) -> Text {
        let random = &mut Random::of(&[self.plan.seed, number, 5]);
        let subject = Subject::new(random);
        Voice { language: self.language, subject: &subject }.compose(words, random)
    }

    /// The number of one of the families that are outlets with standing words.
    fn borrowed_outlet(&self, slot: Slot) -> Option<u64> {
        let is_outlet = |family: &Family| family.kind == Kind::Outlet;
        let first = self.plan.families.iter().position(is_outlet)?;
        let outlets = self.plan.families[first..].iter().take_while(|family| is_outlet(family));
        Some((first + self.own(slot, 6).below(outlets.count())) as u64)
    }

    fn outlet(&self, family: Family, slot: Slot) -> String {
        let number = match family.kind {
            Kind::Outlet => Some(u64::from(slot.family)),
            Kind::Crowd => Some(0),
            Kind::Boilerplated => self.borrowed_outlet(slot),
            _ => None,
        };
        let random = &mut match number {
            Some(number) => Random::of(&[self.plan.seed, number, 7]),
            // Two hundred outlets without standing words.
            None => {
                let number = self.own(slot, 8).below(200) as u64;
                Random::of(&[self.plan.seed, number, 9])
            }
        };
        let mut name = "The ".to_owned();
        for blank in ["", " "] {
            name.push_str(blank);
            capitalise(self.language.spelling(Language::name(random)), &mut name);
        }
        name
    }

    /// A headline; that of the first member for half of the copies.
    fn title(&self, kind: Kind, slot: Slot) -> String {
        let shared = !kind.is_apart() && self.own(slot, 10).chance(0.5);
        let random = &mut if shared { self.common(slot, 11) } else { self.own(slot, 11) };
        let subject = Subject::new(&mut self.common(slot, 1));
        let voice = Voice { language: self.language, subject: &subject };
        let words = random.between(6, 12);
        voice.compose(words, random).headline(self.language)
    }

    /// A minute of March; copies follow within twenty hours.
    fn published(&self, kind: Kind, slot: Slot) -> String {
        const DAY: usize = 24 * 60;
        let first = self.common(slot, 12).below(28 * DAY);
        let minute = match kind {
            Kind::Outlet | Kind::Crowd => self.own(slot, 13).below(28 * DAY),
            _ if slot.member == 0 => first,
            _ => first + self.own(slot, 13).between(3, 20 * 60),
        };
        let (day, hour, minute) = (minute / DAY + 1, minute % DAY / 60, minute % 60);
        format!("2026-03-{day:02}T{hour:02}:{minute:02}:00+00:00")
    }
}

/// Words of an article: log-normal, 512 on average.
fn length(random: &mut Random) -> usize {
    (random.log_normal(432.0, 0.58) as usize).clamp(60, 4_000)
}

/// An edited copy; of five, one has some sentences moved too and one some paragraphs dropped.
fn edited(voice: Voice<'_>, text: &Text, random: &mut Random) -> Text {
    let target = random.within(0.3, 0.995);
    let rate = edit_rate(target);
    match random.below(5) {
        0 => {
            let mut edited = voice.edit(text, rate * 0.6, random);
            edited.reorder(rate * 2.0, random);
            edited
        }
        1 => {
            let mut edited = voice.edit(text, rate * 0.5, random);
            edited.drop_paragraphs(rate * 2.0, random);
            edited
        }
        _ => voice.edit(text, rate, random),
    }
}

/// One of two articles on one subject that share a fifth to two fifths of their shingles, by
/// common sentences or by the same wording with other words in it.
fn lookalike(voice: Voice<'_>, slot: Slot, common: &mut Random) -> Text {
    // Short texts miss what was aimed at, so another pair is tried until one is right.
    loop {
        let words = length(common).max(150);
        let first = voice.compose(words, common);
        let second = if common.chance(0.5) {
            voice.edit(&first, edit_rate(common.within(0.22, 0.4)), common)
        } else {
            let mut second = first.clone();
            second.replace_runs(common.within(0.45, 0.6), voice.compose(words, common), common);
            second
        };
        let [left, right] = [&first, &second].map(|text| Shingles::of(&text.write(voice.language)));
        let overlap = Overlap::between(&left, &right);
        if (0.2..0.45).contains(&overlap.jaccard()) && overlap.containment() < 0.65 {
            return if slot.member == 0 { first } else { second };
        }
    }
}
