/// The application identifiers as rows, the facts of the GS1 Barcode Syntax Dictionary (commit ff2eb4b, `reference/gs1/
/// application-identifiers.csv`): identifiers with the same rules share a row.
///
/// `identifiers; format; requires; excludes; role in a Digital Link`
/// - format: components one after the other; `N` digits, `X` set 82, `Y` set 39, `Z` set 64; a fixed length or `..` and
///   the greatest one; `[…]` may be absent; checks after commas
/// - requires: one of the alternatives, `+` joins what must all be there, `n` is any digit
/// - excludes: `~` is the row's own family, which differs in the last digit
/// - role: `key` (with its qualifiers in order, alternatives after `|`), `data` where the query may hold it
extension ApplicationIdentifier {
    static let rows = """
        00; N18,csum,gcppos2; ; ; key data
        01; N14,csum,gcppos2; ; 255,37; key:22,10,21|235 data
        02; N14,csum,gcppos2; 37; 01,03; data
        03; N14,csum,gcppos2; ; 01,02,37,235;
        10; X..20; 01,02,03,8006,8026; ; data
        11 13 15 16; N6,yymmd0; 01,02,03,8006,8026; ; data
        12; N6,yymmd0; 8020; ; data
        17; N6,yymmd0; 01,02,03,255,8006,8026; ; data
        20; N2; 01,02,03,8006,8026; ; data
        21; X..20; 01,03,8006; 235;
        22; X..20; 01; ;
        235; X..28; 01; ;
        240 241; X..30; 01,02,03,8006,8026; ; data
        242; N..6; 01,02,8006,8026; ; data
        243; X..20; 01,03; ; data
        250; X..30; 01+21,03+21,8006+21; ; data
        251; X..30; 01,03,8006; ; data
        253; N13,csum,gcppos1 [X..17]; ; ; key data
        254; X..20; 414; ;
        255; N13,csum,gcppos1 [N..12]; ; 01,02,415,8006,8020,8026; key data
        30; N..8; 01,02; ; data
        3100-3105 3110-3115 3120-3125 3130-3135 3140-3145 3150-3155 3160-3165 3200-3205 3210-3215; N6; 01,02; ~; data
        3220-3225 3230-3235 3240-3245 3250-3255 3260-3265 3270-3275 3280-3285 3290-3295 3500-3505; N6; 01,02; ~; data
        3510-3515 3520-3525 3560-3565 3570-3575 3600-3605 3610-3615 3640-3645 3650-3655 3660-3665; N6; 01,02; ~; data
        3300-3305 3310-3315 3320-3325 3330-3335 3340-3345 3350-3355 3360-3365 3400-3405 3410-3415; N6; 00,01; ~; data
        3420-3425 3430-3435 3440-3445 3450-3455 3460-3465 3470-3475 3480-3485 3490-3495 3530-3535; N6; 00,01; ~; data
        3540-3545 3550-3555 3620-3625 3630-3635 3670-3675 3680-3685 3690-3695; N6; 00,01; ~; data
        3370-3375; N6; 01; ~; data
        37; N..8; 00+02,00+8026; ; data
        3900-3909; N..15; 255,8020; ~,391n,394n,8111; data
        3910-3919; N3,iso4217 N..15; 8020; ~; data
        3920-3929; N..15; 01+30,01+31nn,01+32nn,01+35nn,01+36nn; ~,393n; data
        3930-3939; N3,iso4217 N..15; 30,31nn,32nn,35nn,36nn; ~; data
        3940-3943; N4; 255; ~,8111; data
        3950-3955; N6; 30,31nn,32nn,35nn,36nn; 392n,393n,~,8005; data
        400 90; X..30; ; ; data
        401; X..30,gcppos1; ; ; key data
        402; N17,csum,gcppos1; ; ; key data
        403 4308 4319; X..30; 00; ; data
        410-413 416; N13,csum,gcppos1; ; ; data
        414; N13,csum,gcppos1; ; ; key:254|7040 data
        415; N13,csum,gcppos1; 8020; ; key:8020 data
        417; N13,csum,gcppos1; ; ; key:7040 data
        420; X..20; ; 421; data
        421; N3,iso3166 X..9; ; 4307; data
        422; N3,iso3166; 01,02,03,8006,8026; 426; data
        423 425; N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166; 01,02,03; 426; data
        424; N3,iso3166; 01,02,03; 426; data
        426; N3,iso3166; 01,02,03; ; data
        427; X..3; 01+422,02+422,03+422; ; data
        4300 4301 4310 4311 4320; X..35,pcenc; 00; ; data
        4302 4304-4306 4312 4314-4316; X..70,pcenc; 00; ; data
        4303; X..70,pcenc; 4302; ; data
        4307 4317; X2,iso3166alpha2; 00; ; data
        4309; N10,latitude N10,longitude; 00; ; data
        4313; X..70,pcenc; 4312; ; data
        4318; X..20; 00; ; data
        4321-4323; N1,yesno; 00; ; data
        4324 4325; N6,yymmd0 N4,hhmi; 00; ; data
        4326; N6,yymmdd; 00; ; data
        4330; N6 [X1],hyphen; 00; 4331; data
        4331; N6 [X1],hyphen; 00; 4330; data
        4332; N6 [X1],hyphen; 00; 4333; data
        4333; N6 [X1],hyphen; 00; 4332; data
        7001; N13; 01,02,8006,8026; ; data
        7002; X..30; 01,02; ; data
        7003; N6,yymmdd N4,hhmi; 01,02,03; ; data
        7004; N..4; 01+10,03+10; ; data
        7005; X..12; 01,02; ; data
        7006; N6,yymmdd; 01,02; ; data
        7007; N6,yymmdd [N6],yymmdd; 01,02; ; data
        7008; X..3; 01,02; ; data
        7009; X..10; 01,02; ; data
        7010; X..2; 01,02,03; ; data
        7011; N6,yymmdd [N4],hhmi; 01,02,03; ; data
        7020; X..20; 01+416,03+416,8006+416; ; data
        7021 8012; X..20; 01,03,8006; ; data
        7022; X..20; 01+7021,03+7021,8006+7021; ; data
        7023; X..30,gcppos1; ; ; data
        7030-7038; N3,iso3166999 X..27; 01,02; ; data
        7039; N3,iso3166999 X..27; 01,02; ; data
        7040; N1 X1 X1 X1,importeridx; ; ;
        7041; X..4,packagetype; 00; ;
        710-717; X..20; 01; ; data
        7230-7238; X2 X..28; 01,8004; ; data
        7239; X2 X..28; 01,8004; ; data
        7240; X..20; 01,8006; 03; data
        7241; N2,mediatype; 8017,8018; ; data
        7242; X..25; 8017,8018; ; data
        7250; N8,yyyymmdd; 8018; 7251; data
        7251; N8,yyyymmdd N4,hhmi; 8018; 7250; data
        7252; N1,iso5218; 8018; ; data
        7253 7254; X..40,pcenc; 8017,8018; 7256,7259; data
        7255; X..10; 8017,8018; 7256,7259; data
        7256; X..90,pcenc; 8017,8018; ; data
        7257; X..70,pcenc; 8018; ; data
        7258; X3,posinseqslash; 8018+7259; ; data
        7259; X..40,pcenc; 8018; 7256; data
        8001; N4,nonzero N5,nonzero N3,nonzero N1,winding N1; 01; ; data
        8002; X..20; ; ; data
        8003; N1,zero N13,csum,gcppos1 [X..16]; ; ; key data
        8004; X..30,gcppos1; ; ; key:7040 data
        8005; N6; 01,02; ; data
        8006; N14,csum,gcppos2 N4,pieceoftotal; ; 01,03,37; key:22,10,21 data
        8007; X..34,iban; 415; ; data
        8008; N6,yymmdd N2,hh [N2],mi [N2],ss; 01,02,03; ; data
        8009; X..50; 00,01,03; ; data
        8010; Y..30,gcppos1; ; ; key:8011 data
        8011; N..12,nozeroprefix; 8010; ;
        8013; X..25,csumalpha,gcppos1; ; ; key data
        8014; X..25,csumalpha,gcppos1,hasnondigit; 01; ;
        8017; N18,csum,gcppos1; ; 8018; key:8019 data
        8018; N18,csum,gcppos1; ; 8017; key:8019 data
        8019; N..10; 8017,8018; ;
        8020; X..25; 415; ;
        8026; N14,csum,gcppos2 N4,pieceoftotal; 37; 02,03,8006; data
        8030; Z..90; 00,01+21,03+21,253,255,8003,8004,8006+21,8010+8011,8017,8018; ; data
        8040; N15; 01+21; ;
        8041; N15; 01+21+8040; ;
        8042; N32; 01+21+8040; ;
        8043; N18 [N..2]; 01+21+8040; ;
        8110; X..70,couponcode; ; ; data
        8111; N4; 255; ; data
        8112; X..70,couponposoffer; ; ; data
        8200; X..70; 01; ;
        91-99; X..90; ; ; data
        """
}
