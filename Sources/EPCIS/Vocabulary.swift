import Wire

/// The words of CBV 2.0 (June 2022), clause 7, as the JSON schema of EPCIS 2.0 lists them.
package enum Vocabulary: Int, CaseIterable, Sendable {
    case bizStep, disposition, transactionType, sourceType, errorReason, measurement, alert, component

    /// What a word becomes as a full URI.
    var stem: String {
        switch self {
        case .bizStep: "https://ref.gs1.org/cbv/BizStep-"
        case .disposition: "https://ref.gs1.org/cbv/Disp-"
        case .transactionType: "https://ref.gs1.org/cbv/BTT-"
        case .sourceType: "https://ref.gs1.org/cbv/SDT-"
        case .errorReason: "https://ref.gs1.org/cbv/ER-"
        case .component: "https://ref.gs1.org/cbv/Comp-"
        case .measurement, .alert: "https://gs1.org/voc/"
        }
    }

    /// The same in CBV 1.x.
    var urn: String? {
        switch self {
        case .bizStep: "urn:epcglobal:cbv:bizstep:"
        case .disposition: "urn:epcglobal:cbv:disp:"
        case .transactionType: "urn:epcglobal:cbv:btt:"
        case .sourceType: "urn:epcglobal:cbv:sdt:"
        case .errorReason: "urn:epcglobal:cbv:er:"
        case .measurement, .alert, .component: nil
        }
    }

    package var words: Set<String> {
        switch self {
        case .bizStep: Vocabulary.bizSteps
        case .disposition: Vocabulary.dispositions
        case .transactionType: Vocabulary.transactionTypes
        case .sourceType: ["owning_party", "possessing_party", "location"]
        case .errorReason: ["did_not_occur", "incorrect_data"]
        case .measurement: Vocabulary.measurements
        case .alert: ["ALARM_CONDITION", "ERROR_CONDITION"]
        case .component: Vocabulary.components
        }
    }

    /// The terms of all words, so that none is put together twice.
    fileprivate var terms: NameShelves<Term> { Vocabulary.terms[rawValue] }

    private static let terms = allCases.map { vocabulary in
        NameShelves(Dictionary(uniqueKeysWithValues: vocabulary.words.map { ($0, Term(word: $0, uri: vocabulary.stem + $0)) }))
    }

    /// Addresses that belong to CBV: a term under one of them is CBV's or wrong.
    fileprivate static let stems = ["https://ref.gs1.org/cbv/", "urn:epcglobal:cbv:", "https://ns.gs1.org/cbv/", "http://ns.gs1.org/cbv/"]
    fileprivate static let webStems = ["https://gs1.org/voc/", "http://gs1.org/voc/", "https://www.gs1.org/voc/", "http://www.gs1.org/voc/"]

    private static let bizSteps: Set<String> = [
        "accepting", "arriving", "assembling", "collecting", "commissioning", "consigning", "creating_class_instance",
        "cycle_counting", "decommissioning", "departing", "destroying", "disassembling", "dispensing", "encoding",
        "entering_exiting", "holding", "inspecting", "installing", "killing", "loading", "other", "packing", "picking",
        "receiving", "removing", "repackaging", "repairing", "replacing", "reserving", "retail_selling", "shipping",
        "staging_outbound", "stock_taking", "stocking", "storing", "transporting", "unloading", "unpacking", "void_shipping",
        "sensor_reporting", "sampling",
    ]
    private static let dispositions: Set<String> = [
        "active", "container_closed", "damaged", "destroyed", "dispensed", "disposed", "encoded", "expired", "in_progress",
        "in_transit", "inactive", "no_pedigree_match", "non_sellable_other", "partially_dispensed", "recalled", "reserved",
        "retail_sold", "returned", "sellable_accessible", "sellable_not_accessible", "stolen", "unknown", "available",
        "completeness_verified", "completeness_inferred", "conformant", "container_open", "mismatch_instance", "mismatch_class",
        "mismatch_quantity", "needs_replacement", "non_conformant", "unavailable",
    ]
    private static let transactionTypes: Set<String> = [
        "bol", "cert", "desadv", "inv", "pedigree", "po", "poc", "prodorder", "recadv", "rma", "testprd", "testres", "upevt",
    ]
    private static let components: Set<String> = [
        "x", "y", "z", "axial_distance", "azimuth", "height", "spherical_radius", "polar_angle", "elevation_angle", "easting",
        "northing", "latitude", "longitude", "altitude",
    ]
    private static let measurements: Set<String> = [
        "AbsoluteHumidity", "AbsorbedDose", "AbsorbedDoseRate", "Acceleration", "Radioactivity", "Altitude", "AmountOfSubstance",
        "AmountOfSubstancePerUnitVolume", "Angle", "AngularAcceleration", "AngularMomentum", "AngularVelocity", "Area",
        "Capacitance", "Conductance", "Conductivity", "Count", "Density", "Dimensionless", "DoseEquivalent",
        "DoseEquivalentRate", "DynamicViscosity", "ElectricCharge", "ElectricCurrent", "ElectricCurrentDensity",
        "ElectricFieldStrength", "Energy", "Exposure", "Force", "Frequency", "Illuminance", "Inductance", "Irradiance",
        "KinematicViscosity", "Length", "LinearMomentum", "Luminance", "LuminousFlux", "LuminousIntensity", "MagneticFlux",
        "MagneticFluxDensity", "MagneticVectorPotential", "Mass", "MassConcentration", "MassFlowRate", "MassPerAreaTime",
        "MemoryCapacity", "MolalityOfSolute", "MolarEnergy", "MolarMass", "MolarVolume", "Power", "Pressure", "RadiantFlux",
        "RadiantIntensity", "RelativeHumidity", "Resistance", "Resistivity", "SolidAngle", "SpecificVolume", "Speed",
        "SurfaceDensity", "SurfaceTension", "Temperature", "Time", "Torque", "Voltage", "Volume", "VolumeFlowRate",
        "VolumeFraction", "VolumetricFlux", "Wavenumber",
    ]
}

/// A term of a vocabulary, as a word of CBV or as a URI of somebody else's.
package struct Term: Hashable, Sendable {
    /// The bare word of CBV; nil for a term of another vocabulary.
    package let word: String?
    /// `https://ref.gs1.org/cbv/BizStep-shipping`, or the foreign URI.
    package let uri: String

    fileprivate init(word: String, uri: String) {
        self.word = word
        self.uri = uri
    }

    /// Reads a bare word, a CBV URI, a CBV URN, a CURIE, or any other URI. Nil where CBV has no such term, and where it is
    /// no URI.
    package init?(_ text: String, _ vocabulary: Vocabulary, _ context: DocumentContext) {
        if let known = vocabulary.terms[text] {
            self = known
            return
        }
        let full = context.expandValue(text)
        for stem in [vocabulary.stem, vocabulary.urn ?? vocabulary.stem] where full.hasPrefix(stem) {
            guard let known = vocabulary.terms[String(full.dropFirst(stem.count))] else { return nil }
            self = known
            return
        }
        let isOfTheWeb = vocabulary.stem.hasPrefix("https://gs1.org/")
        guard URIText.isURI(full), !(isOfTheWeb ? Vocabulary.webStems : Vocabulary.stems).contains(where: full.hasPrefix) else { return nil }
        word = nil
        uri = full
    }
}
