// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {PspKeyVerifier} from "../../src/PspKeyVerifier.sol";
import {IPspKeyVerifier} from "../../src/interfaces/IPspKeyVerifier.sol";
import {RsaKey} from "../utils/RsaKey.sol";

contract PspKeyVerifierTest is Test {
    bytes32 private constant BATCH = keccak256("batch");

    PspKeyVerifier private verifier;
    bytes private proof; // for BATCH; made once, because signing is slow

    function setUp() public {
        verifier = new PspKeyVerifier(RsaKey.MODULUS);
        proof = RsaKey.sign(verifier.messageOf(BATCH));
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_verify_succeeds_forAnyDigest(bytes32 digest) public view {
        assertTrue(verifier.verify(digest, RsaKey.sign(verifier.messageOf(digest))));
    }

    function test_verify_succeeds_withASignatureOfAnotherImplementation() public {
        vm.chainId(8453);
        deployCodeTo("PspKeyVerifier.sol:PspKeyVerifier", abi.encode(RsaKey.MODULUS), address(0xa11c));
        assertTrue(PspKeyVerifier(address(0xa11c)).verify(BATCH, RsaKey.FOREIGN_SIGNATURE));
        assertFalse(verifier.verify(BATCH, RsaKey.FOREIGN_SIGNATURE)); // of another contract
        vm.chainId(137);
        assertFalse(PspKeyVerifier(address(0xa11c)).verify(BATCH, RsaKey.FOREIGN_SIGNATURE)); // and of another chain
    }

    function test_verify_succeeds_belowSixteenThousandGas() public {
        assertTrue(verifier.verify(BATCH, proof));
        uint256 used = vm.lastCallGas().gasTotalUsed;
        assertLt(used, 16_000);
        emit log_named_uint("verify RSA-2048", used);
    }

    function testFuzz_verify_rejects_whenDigestDiffers(bytes32 digest) public view {
        vm.assume(digest != BATCH);
        assertFalse(verifier.verify(digest, proof));
    }

    function testFuzz_verify_rejects_whenMalformed(bytes calldata junk) public view {
        assertFalse(verifier.verify(BATCH, junk));
        if (junk.length != 0) assertFalse(verifier.verify(BATCH, bytes.concat(proof, junk)));
    }

    function testFuzz_verify_rejects_whenAnyBitFlips(uint256 bit) public view {
        bytes memory flipped = proof;
        bit = bound(bit, 0, flipped.length * 8 - 1);
        flipped[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        assertFalse(verifier.verify(BATCH, flipped));
    }

    function test_verify_rejects_whenEmptyZeroOrMaximal() public view {
        assertFalse(verifier.verify(BATCH, ""));
        assertFalse(verifier.verify(BATCH, new bytes(256)));
        assertFalse(verifier.verify(BATCH, RsaKey.MODULUS)); // zero by another name
        bytes memory max = new bytes(256);
        for (uint256 i; i < 256; ++i) {
            max[i] = 0xff;
        }
        assertFalse(verifier.verify(BATCH, max));
    }

    /// @dev Signature + modulus gives the same number after the modulus is taken off.
    function test_verify_rejects_whenSignatureIsMalleable() public view {
        for (uint256 i; i < 64; ++i) {
            bytes32 digest = keccak256(abi.encode(i));
            (bytes memory twin, bool fits) = _plusModulus(RsaKey.sign(verifier.messageOf(digest)));
            if (!fits) continue;
            assertFalse(verifier.verify(digest, twin));
            return;
        }
        assertTrue(false, "no signature leaves room for its twin");
    }

    /// @dev What lenient parsers accept: a hash that does not stand at the end, less padding, another block type, no DigestInfo.
    function test_verify_rejects_whenPaddingIsForged() public view {
        bytes32 hash = sha256(verifier.messageOf(BATCH));
        bytes memory info = abi.encodePacked(hex"3031300d060960864801650304020105000420", hash);
        bytes memory ones = _ones(202);
        assertTrue(verifier.verify(BATCH, RsaKey.raise(abi.encodePacked(hex"0001", ones, hex"00", info))));
        assertFalse(verifier.verify(BATCH, RsaKey.raise(abi.encodePacked(hex"0002", ones, hex"00", info))));
        assertFalse(
            verifier.verify(BATCH, RsaKey.raise(abi.encodePacked(hex"0001", _ones(8), hex"00", info, _ones(194))))
        );
        assertFalse(verifier.verify(BATCH, RsaKey.raise(abi.encodePacked(hex"0001", _ones(221), hex"00", hash))));
        assertFalse(verifier.verify(BATCH, RsaKey.raise(abi.encodePacked(hex"0001", ones, hex"01", info))));
    }

    function test_constructor_reverts_whenModulusIsMalformed() public {
        _refuse("");
        _refuse(new bytes(255));
        _refuse(_ones(224)); // too small
        _refuse(_ones(544)); // too large
        _refuse(_ones(272)); // not whole words
        bytes memory modulus = _ones(256);
        modulus[0] = 0x7f;
        _refuse(modulus);
        modulus = _ones(256);
        modulus[255] = 0xfe;
        _refuse(modulus);
    }

    function test_modulus_succeeds_forEverySize() public {
        assertEq(verifier.modulus(), RsaKey.MODULUS);
        for (uint256 length = 256; length <= 512; length += 32) {
            PspKeyVerifier sized = new PspKeyVerifier(_ones(length));
            assertEq(sized.modulus(), _ones(length));
            assertFalse(sized.verify(BATCH, new bytes(length)));
        }
    }

    function test_messageOf_succeeds_asDocumented() public view {
        assertEq(verifier.messageOf(BATCH), abi.encodePacked(hex"1901", verifier.domainSeparator(), BATCH));
    }

    function _plusModulus(bytes memory signature) private pure returns (bytes memory sum, bool fits) {
        sum = new bytes(256);
        bytes memory modulus = RsaKey.MODULUS;
        uint256 carry;
        for (uint256 i = 256; i > 0; --i) {
            uint256 digit = uint256(uint8(signature[i - 1])) + uint8(modulus[i - 1]) + carry;
            sum[i - 1] = bytes1(uint8(digit));
            carry = digit >> 8;
        }
        fits = carry == 0;
    }

    function _ones(uint256 length) private pure returns (bytes memory filled) {
        filled = new bytes(length);
        for (uint256 i; i < length; ++i) {
            filled[i] = 0xff;
        }
    }

    function _refuse(bytes memory modulus) private {
        vm.expectRevert(abi.encodeWithSelector(IPspKeyVerifier.InvalidModulus.selector, modulus.length));
        this.deploy(modulus);
    }

    /// @dev A call of its own, because `expectRevert` is not sure to see a creation that is linked at run time.
    function deploy(bytes calldata modulus) external {
        new PspKeyVerifier(modulus);
    }
}
