/// The data titles of the application identifiers (GenSpecs 3.2, the GS1 Barcode Syntax Dictionary, commit ff2eb4b): what
/// stands beside a value in print, the same in every language.
extension ApplicationIdentifier {
    /// `USE BY or EXPIRY`; empty for the few that have none.
    package var title: String { ApplicationIdentifier.titles[code] ?? "" }

    private static let titles: [String: String] = {
        var titles: [String: String] = [:]
        for row in titleRows.split(separator: "\n") {
            let parts = row.split(separator: " ", maxSplits: 1)
            guard let range = parts.first else { continue }
            for code in codes(range) { titles[code] = parts.count > 1 ? String(parts[1]) : "" }
        }
        return titles
    }()

    private static let titleRows = """
        00 SSCC
        01 GTIN
        02 CONTENT
        03 MTO GTIN
        10 BATCH/LOT
        11 PROD DATE
        12 DUE DATE
        13 PACK DATE
        15 BEST BEFORE or BEST BY
        16 SELL BY
        17 USE BY or EXPIRY
        20 VARIANT
        21 SERIAL
        22 CPV
        235 TPX
        240 ADDITIONAL ID
        241 CUST. PART No.
        242 MTO VARIANT
        243 PCN
        250 SECONDARY SERIAL
        251 REF. TO SOURCE
        253 GDTI
        254 GLN EXTENSION COMPONENT
        255 GCN
        30 VAR. COUNT
        3100-3105 NET WEIGHT (kg)
        3110-3115 LENGTH (m)
        3120-3125 WIDTH (m)
        3130-3135 HEIGHT (m)
        3140-3145 AREA (m²)
        3150-3155 NET VOLUME (l)
        3160-3165 NET VOLUME (m³)
        3200-3205 NET WEIGHT (lb)
        3210-3215 LENGTH (in)
        3220-3225 LENGTH (ft)
        3230-3235 LENGTH (yd)
        3240-3245 WIDTH (in)
        3250-3255 WIDTH (ft)
        3260-3265 WIDTH (yd)
        3270-3275 HEIGHT (in)
        3280-3285 HEIGHT (ft)
        3290-3295 HEIGHT (yd)
        3300-3305 GROSS WEIGHT (kg)
        3310-3315 LENGTH (m), log
        3320-3325 WIDTH (m), log
        3330-3335 HEIGHT (m), log
        3340-3345 AREA (m²), log
        3350-3355 VOLUME (l), log
        3360-3365 VOLUME (m³), log
        3370-3375 KG PER m²
        3400-3405 GROSS WEIGHT (lb)
        3410-3415 LENGTH (in), log
        3420-3425 LENGTH (ft), log
        3430-3435 LENGTH (yd), log
        3440-3445 WIDTH (in), log
        3450-3455 WIDTH (ft), log
        3460-3465 WIDTH (yd), log
        3470-3475 HEIGHT (in), log
        3480-3485 HEIGHT (ft), log
        3490-3495 HEIGHT (yd), log
        3500-3505 AREA (in²)
        3510-3515 AREA (ft²)
        3520-3525 AREA (yd²)
        3530-3535 AREA (in²), log
        3540-3545 AREA (ft²), log
        3550-3555 AREA (yd²), log
        3560-3565 NET WEIGHT (tr oz)
        3570-3575 NET VOLUME (oz)
        3600-3605 NET VOLUME (qt (US))
        3610-3615 NET VOLUME (gal.)
        3620-3625 VOLUME (qt (US)), log
        3630-3635 VOLUME (gal (US)), log
        3640-3645 NET VOLUME (in³)
        3650-3655 NET VOLUME (ft³)
        3660-3665 NET VOLUME (yd³)
        3670-3675 VOLUME (in³), log
        3680-3685 VOLUME (ft³), log
        3690-3695 VOLUME (yd³), log
        37 COUNT
        3900-3909 AMOUNT
        3910-3919 AMOUNT
        3920-3929 PRICE
        3930-3939 PRICE
        3940-3943 PRCNT OFF
        3950-3955 PRICE/UoM
        400 ORDER NUMBER
        401 GINC
        402 GSIN
        403 ROUTE
        410 SHIP TO LOC
        411 BILL TO
        412 PURCHASE FROM
        413 SHIP FOR LOC
        414 LOC No.
        415 PAY TO
        416 PROD/SERV LOC
        417 PARTY
        420 SHIP TO POST
        421 SHIP TO POST
        422 ORIGIN
        423 COUNTRY - INITIAL PROCESS
        424 COUNTRY - PROCESS
        425 COUNTRY - DISASSEMBLY
        426 COUNTRY - FULL PROCESS
        427 ORIGIN SUBDIVISION
        4300 SHIP TO COMP
        4301 SHIP TO NAME
        4302 SHIP TO ADD1
        4303 SHIP TO ADD2
        4304 SHIP TO SUB
        4305 SHIP TO LOC
        4306 SHIP TO REG
        4307 SHIP TO COUNTRY
        4308 SHIP TO PHONE
        4309 SHIP TO GEO
        4310 RTN TO COMP
        4311 RTN TO NAME
        4312 RTN TO ADD1
        4313 RTN TO ADD2
        4314 RTN TO SUB
        4315 RTN TO LOC
        4316 RTN TO REG
        4317 RTN TO COUNTRY
        4318 RTN TO POST
        4319 RTN TO PHONE
        4320 SRV DESCRIPTION
        4321 DANGEROUS GOODS
        4322 AUTH TO LEAVE
        4323 SIG REQUIRED
        4324 NOT BEF DEL DT
        4325 NOT AFT DEL DT
        4326 REL DATE
        4330 MAX TEMP F.
        4331 MAX TEMP C.
        4332 MIN TEMP F.
        4333 MIN TEMP C.
        7001 NSN
        7002 MEAT CUT
        7003 EXPIRY TIME
        7004 ACTIVE POTENCY
        7005 CATCH AREA
        7006 FIRST FREEZE DATE
        7007 HARVEST DATE
        7008 AQUATIC SPECIES
        7009 FISHING GEAR TYPE
        7010 PROD METHOD
        7011 TEST BY DATE
        7020 REFURB LOT
        7021 FUNC STAT
        7022 REV STAT
        7023 GIAI - ASSEMBLY
        7030 PROCESSOR # 0
        7031 PROCESSOR # 1
        7032 PROCESSOR # 2
        7033 PROCESSOR # 3
        7034 PROCESSOR # 4
        7035 PROCESSOR # 5
        7036 PROCESSOR # 6
        7037 PROCESSOR # 7
        7038 PROCESSOR # 8
        7039 PROCESSOR # 9
        7040 UIC+EXT
        7041 UFRGT UNIT TYPE
        710 NHRN PZN
        711 NHRN CIP
        712 NHRN CN
        713 NHRN DRN
        714 NHRN AIM
        715 NHRN NDC
        716 NHRN AIC
        717 NHRN SRN
        7230 CERT # 1
        7231 CERT # 2
        7232 CERT # 3
        7233 CERT # 4
        7234 CERT # 5
        7235 CERT # 6
        7236 CERT # 7
        7237 CERT # 8
        7238 CERT # 9
        7239 CERT # 10
        7240 PROTOCOL
        7241 AIDC MEDIA TYPE
        7242 VCN
        7250 DOB
        7251 DOB TIME
        7252 BIO SEX
        7253 FAMILY NAME
        7254 GIVEN NAME
        7255 SUFFIX
        7256 FULL NAME
        7257 PERSON ADDR
        7258 BIRTH SEQUENCE
        7259 BABY
        8001 DIMENSIONS
        8002 CMT No.
        8003 GRAI
        8004 GIAI
        8005 PRICE PER UNIT
        8006 ITIP
        8007 IBAN
        8008 PROD TIME
        8009 OPTSEN
        8010 CPID
        8011 CPID SERIAL
        8012 VERSION
        8013 GMN
        8014 MUDI
        8017 GSRN - PROVIDER
        8018 GSRN - RECIPIENT
        8019 SRIN
        8020 REF No.
        8026 ITIP CONTENT
        8030 DIGSIG
        8040 IMEI
        8041 IMEI2
        8042 ESIM
        8043 PSIM
        8110
        8111 POINTS
        8112
        8200 PRODUCT URL
        90 INTERNAL
        91-99 INTERNAL
        """
}
