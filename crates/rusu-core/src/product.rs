//! Products: one registered formula in one pack size.

use crate::enterprise::{EnterpriseId, Reference};
use crate::identifiers::{FormulaRegistration, Gtin};

/// For whom the formula is made (GB 10765, 10766, 10767).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FormulaStage {
    /// 婴儿配方食品, 0–6 months.
    Infant,
    /// 较大婴儿配方食品, 6–12 months.
    OlderInfant,
    /// 幼儿配方食品, 12–36 months.
    YoungChild,
}

/// What the formula is based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FormulaBase {
    /// 乳基.
    Milk,
    /// 豆基.
    Soy,
}

/// Item 26.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProcessKind {
    /// 湿法工艺.
    Wet,
    /// 干法工艺.
    Dry,
    /// 干湿法复合工艺.
    WetDry,
}

macro_rules! words {
    ($kind:ty, $($variant:path => $word:literal),+) => {
        impl $kind {
            /// Every value.
            pub const ALL: &'static [Self] = &[$($variant),+];
            /// The stable word on the wire and in the registry.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($variant => $word),+ }
            }
            /// The value of a stable word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some($variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use words;

words!(FormulaStage, FormulaStage::Infant => "infant", FormulaStage::OlderInfant => "older_infant",
    FormulaStage::YoungChild => "young_child");
words!(FormulaBase, FormulaBase::Milk => "milk_based", FormulaBase::Soy => "soy_based");
words!(ProcessKind, ProcessKind::Wet => "wet", ProcessKind::Dry => "dry", ProcessKind::WetDry => "wet_dry");

/// A product as registered and as its label says.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// The enterprise's own reference.
    pub reference: Reference,
    /// Item 2.
    pub name: String,
    /// Item 3.
    pub brand_name: String,
    /// Item 4.
    pub stage: FormulaStage,
    /// Item 4.
    pub base: FormulaBase,
    /// Item 5, first month (inclusive).
    pub age_from_months: u32,
    /// Item 5, last month; `None` means open-ended.
    pub age_to_months: Option<u32>,
    /// Item 6, such as `800 g`.
    pub net_content: String,
    /// Item 6, such as `罐装`.
    pub package_kind: Option<String>,
    /// Item 7, in the order of the label.
    pub ingredient_list: String,
    /// Item 8: one nutrient a line, `name|unit|per 100 kJ|per 100 g|per 100 mL`, trailing columns may be absent.
    pub nutrition_facts: Vec<NutritionFact>,
    /// Item 9, such as `GB 10765-2021`.
    pub product_standard_code: String,
    /// Item 10.
    pub formula_registration: FormulaRegistration,
    /// Item 12, months.
    pub shelf_life_months: u32,
    /// Item 14.
    pub storage_conditions: String,
    /// Item 15.
    pub feeding_instructions: String,
    /// Item 16.
    pub consumer_guide: String,
    /// Item 17.
    pub gtin: Option<Gtin>,
    /// Item 26.
    pub process: ProcessKind,
    /// Item 26, in words.
    pub process_description: Option<String>,
}

/// One row of the nutrition facts (item 8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NutritionFact {
    /// Such as `能量`.
    pub nutrient: String,
    /// Such as `kJ`.
    pub unit: String,
    /// Amounts as printed, per 100 kJ, per 100 g, per 100 mL; empty where the label has none.
    pub amounts: [String; 3],
}
