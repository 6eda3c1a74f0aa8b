//! Which families a corpus has, and in what order their articles come.

use super::random::Random;

/// What a family is, and so how its members are made and what the truth says of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An article that stands alone.
    Single,
    /// The same text.
    Identical,
    /// Edited copies of the first, at a Jaccard index of .3 to .99 with it.
    Edited,
    /// The first, and first parts of it.
    Cut,
    /// A brief of 60 to 200 words, and longer articles it stands in.
    Brief,
    /// A whole article, and a longer one it stands in.
    Embedded,
    /// Lightly edited copies, each with the standing words of the outlet that took it.
    Boilerplated,
    /// Two articles that share a good deal and are no copies.
    Lookalike,
    /// Unlike articles of one outlet, all with its standing words.
    Outlet,
    /// Unlike articles of about 500 words that share 200 standing words.
    Crowd,
    /// A crowd of near-identical copies.
    NearStorm,
    /// A crowd of identical copies.
    IdenticalStorm,
}

impl Kind {
    /// As the truth file calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Single => "single",
            Kind::Identical => "identical",
            Kind::Edited => "edited",
            Kind::Cut => "cut",
            Kind::Brief => "brief",
            Kind::Embedded => "embedded",
            Kind::Boilerplated => "boilerplated",
            Kind::Lookalike => "lookalike",
            Kind::Outlet => "outlet",
            Kind::Crowd => "crowd",
            Kind::NearStorm => "near_storm",
            Kind::IdenticalStorm => "identical_storm",
        }
    }

    /// Whether its members are unlike each other: joining two of them is a mistake.
    pub(crate) fn is_apart(self) -> bool {
        match self {
            Kind::Lookalike | Kind::Outlet | Kind::Crowd => true,
            Kind::Single
            | Kind::Identical
            | Kind::Edited
            | Kind::Cut
            | Kind::Brief
            | Kind::Embedded
            | Kind::Boilerplated
            | Kind::NearStorm
            | Kind::IdenticalStorm => false,
        }
    }
}

/// Some articles that have to do with each other, or one that stands alone.
#[derive(Clone, Copy)]
pub(crate) struct Family {
    pub(crate) kind: Kind,
    pub(crate) members: u32,
}

/// One article to be made: a family and the number of a member, both counted from 0.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) family: u32,
    pub(crate) member: u32,
}

/// All families, and the order of their articles; about 30 bytes an article.
///
/// Invariant: each member of each family has one slot.
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) families: Vec<Family>,
    pub(crate) slots: Vec<Slot>,
}

impl Plan {
    /// The corpus in which programs are compared: so many articles, about one of four in a family.
    pub(crate) fn mixed(articles: usize, seed: u64) -> Plan {
        let random = &mut Random::of(&[seed, 0x91a]);
        let mut families = planted(articles, random);
        let used = families.iter().map(|family| family.members as usize).sum();
        let single = Family { kind: Kind::Single, members: 1 };
        families.extend((used..articles).map(|_| single));
        Plan::of(families, articles, seed)
    }

    /// One family alone.
    pub(crate) fn crowd(kind: Kind, articles: usize, seed: u64) -> Plan {
        Plan::of(vec![Family { kind, members: articles as u32 }], articles, seed)
    }

    fn of(families: Vec<Family>, articles: usize, seed: u64) -> Plan {
        let mut slots = Vec::with_capacity(articles);
        for (family, members) in (0..).zip(families.iter().map(|family| family.members)) {
            slots.extend((0..members).map(|member| Slot { family, member }));
        }
        Random::of(&[seed, 0x91b]).shuffle(&mut slots);
        // A small corpus may not hold all that was planned.
        slots.truncate(articles);
        Plan { seed, families, slots }
    }

    /// The place of each article among all, by family and then member; none for what had no room.
    pub(crate) fn places(&self) -> Vec<Option<u32>> {
        let mut places =
            vec![None; self.families.iter().map(|family| family.members as usize).sum()];
        let mut first = Vec::with_capacity(self.families.len());
        let mut members = 0;
        for family in &self.families {
            first.push(members);
            members += family.members;
        }
        for (place, slot) in (0..).zip(&self.slots) {
            places[(first[slot.family as usize] + slot.member) as usize] = Some(place);
        }
        places
    }
}

/// How many families of each kind stand among a hundred thousand articles, without the storms
/// and the outlets: 9,300 families of copies and 600 pairs of lookalikes.
const PLANTED: [(Kind, usize); 7] = [
    (Kind::Edited, 5_200),
    (Kind::Cut, 1_000),
    (Kind::Brief, 1_200),
    (Kind::Embedded, 400),
    (Kind::Identical, 800),
    (Kind::Boilerplated, 700),
    (Kind::Lookalike, 600),
];

fn planted(articles: usize, random: &mut Random) -> Vec<Family> {
    let mut families = Vec::new();
    for (kind, of_100_000) in PLANTED {
        let number = (of_100_000 * articles / 100_000).max(1);
        families.extend((0..number).map(|_| Family { kind, members: members(kind, random) }));
    }
    // Most outlets publish a few dozen articles here, the first three one of 300 each.
    for outlet in 0..(articles / 2_500).max(2) {
        let members = if outlet < 3 { articles / 300 } else { 0 }.max(30) as u32;
        families.push(Family { kind: Kind::Outlet, members });
    }
    let storm = (articles / 333).max(30) as u32;
    families.push(Family { kind: Kind::NearStorm, members: storm });
    families.push(Family { kind: Kind::IdenticalStorm, members: storm });
    families
}

/// How many articles a family has: mostly two, now and then up to twenty.
fn members(kind: Kind, random: &mut Random) -> u32 {
    let members = match (kind, random.below(100)) {
        (Kind::Lookalike | Kind::Embedded, _) | (_, 0..80) => 2,
        (Kind::Brief, _) | (_, 80..92) => 3,
        (Kind::Edited, 99) => random.between(7, 20),
        _ => random.between(4, 6),
    };
    members as u32
}
