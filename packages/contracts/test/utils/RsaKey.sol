// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A throw-away 2,048-bit RSA key of tests, and signing with it through the chain's own modular exponentiation.
library RsaKey {
    bytes internal constant MODULUS = hex"91fe2b6fb1e1399f36f9c5329bee0046aa2b4b1d4f361d59a6cbef371151c3052792e6b6ddd17ee7fb47d5612424c2a2"
        hex"6617b0e8e2115251dca57e6385efe5403cc13267f6ae334d8d234e250c3085c1646636fbdd431e8a7cb9fd8df99d4c22"
        hex"3577a80ad0a585e990ae384ec750b1125ffad61854ebf29ff3d9daef06c1c8f9d05dbd6bcdc71b1b5f6467010f615f77"
        hex"94bd0ab2fdadf2d1732121fe8fb4c86fea5811a9969f221e3eb26cce627602d29a78eb2857907b475c39e1a11bec0811"
        hex"b9e45f62742d7934d86cde53fec78c84a6a3a413c8c4b13b3b03212ed9f32f11beaac859f51722ec394172d485ad9b62"
        hex"5167586ab8fd61472c59bd05a860627f";
    bytes internal constant PRIVATE_EXPONENT = hex"361926455c77e61f4e82dd84f46d0c232359a99af1c84eb5f2edecf5cdf02b4114ba05ce4b821ef19d96afc6305b82d8"
        hex"24d6b0928b7af9b325fd19498dcf2877564c0cfea35547e37be25249be2b98d4e1fc5271a03b07ed2f6cc83d3cfb01c4"
        hex"4765d09a3958acb7b10a2e095b2856854595b092119de1294e7632ff91d46b413f732eb52f9fc96a8a146ec46a9c8325"
        hex"5a5ad5dbd38d9c3495b001c2e24052f267043a77683bbbd1720ee68c0ff483c34c62046485ae0c8412b18e11d414a823"
        hex"186f977c36fcb2112354f8a7570d76ecdd4a27bacf7cdc49a352de77d9c151f15f5c47fac6b8d704886e9ce4ba3f03e1"
        hex"2f4e34fcc7fa0c6a58d926b034e18209";
    /// @dev By Node's `crypto.sign('sha256', …)`, an implementation of somebody else, over the message of a verifier at
    /// 0x…a11c on chain 8453 for the digest keccak256("batch").
    bytes internal constant FOREIGN_SIGNATURE = hex"6eb2e14edc0224d2efb29a01e244e0f7a3f618962051a8a11802e7d9fcaadc87443aa377859b29ddb17ab50235bb6851"
        hex"d0c5e6be5fc91a83c2f91c6c215b91f62f1f6b9bf764b4a2fb4b1f80c53bed58446428a6a4e52a28f42bfde003ffbcdf"
        hex"cbefa874af149fbae84a2fe896f1c88495072f53b0612dc1c48333328e45a786c78fecff2e9410970e8003e6f4a9b938"
        hex"4457a4c55f64b7e8f21d1a3a4e95b77ec79250184babd6d64b93768af3b0dbcf403d3cc0e623c6509aa8abf3d823f105"
        hex"773dcc11abc1c148df1a2c88ab6ba0047cbba1ce1a8bc95f6428923ec95a91175125198fe25bab5592f6b3dd3754f4f3"
        hex"ff90710e84bbaf933626c08453a17cb5";

    /// @dev RSASSA-PKCS1-v1_5 with SHA-256.
    function sign(bytes memory message) internal view returns (bytes memory) {
        bytes memory info = abi.encodePacked(hex"3031300d060960864801650304020105000420", sha256(message));
        return raise(abi.encodePacked(hex"0001", _filled(202), hex"00", info));
    }

    /// @dev Whatever is given to the private exponent: also what no honest signer would sign.
    function raise(bytes memory padded) internal view returns (bytes memory) {
        require(padded.length == 256, "padded wrongly");
        bytes memory input =
            abi.encodePacked(uint256(256), uint256(256), uint256(256), padded, PRIVATE_EXPONENT, MODULUS);
        (bool ok, bytes memory answer) = address(5).staticcall(input);
        require(ok && answer.length == 256, "modexp failed");
        return answer;
    }

    function _filled(uint256 length) private pure returns (bytes memory filled) {
        filled = new bytes(length);
        for (uint256 i; i < length; ++i) {
            filled[i] = 0xff;
        }
    }
}
