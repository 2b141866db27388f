// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/IdentityTest.sol";
import {AllOfVerifier} from "../../src/AllOfVerifier.sol";
import {PspKeyVerifier} from "../../src/PspKeyVerifier.sol";
import {QuorumVerifier} from "../../src/QuorumVerifier.sol";
import {IAllOfVerifier} from "../../src/interfaces/IAllOfVerifier.sol";
import {RsaKey} from "../utils/RsaKey.sol";

/// @notice Two of three attesters and the PSP's key, together.
contract AllOfVerifierTest is IdentityTest {
    bytes32 private constant BATCH = keccak256("batch");

    QuorumVerifier private quorum;
    PspKeyVerifier private psp;
    AllOfVerifier private both;
    uint256[] private keys;
    bytes private signed; // for BATCH; made once, because signing is slow

    function setUp() public override {
        super.setUp();
        keys = _sortedKeys("attester", 3);
        quorum = new QuorumVerifier(_addresses(keys), 2);
        psp = new PspKeyVerifier(RsaKey.MODULUS);
        both = new AllOfVerifier(_pair(address(quorum), address(psp)));
        signed = _signed(BATCH);
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_verify_succeeds_onlyWhenEveryPartAccepts(bytes32 digest) public view {
        bytes32 other = ~digest;
        assertTrue(both.verify(digest, _join(_attested(digest), _signed(digest))));
        assertFalse(both.verify(digest, _join(_attested(other), _signed(digest))));
        assertFalse(both.verify(digest, _join(_attested(digest), _signed(other))));
        assertFalse(both.verify(digest, _join(_attested(other), _signed(other))));
    }

    function test_verify_rejects_whenPartsAreSwappedOrMissing() public view {
        assertFalse(both.verify(BATCH, _join(signed, _attested(BATCH))));
        assertFalse(both.verify(BATCH, _join(_attested(BATCH), "")));
        assertFalse(both.verify(BATCH, _join("", signed)));
        bytes memory alone = _attested(BATCH);
        assertFalse(both.verify(BATCH, abi.encodePacked(alone.length, alone)));
        assertFalse(both.verify(BATCH, ""));
    }

    function testFuzz_verify_rejects_whenMalformed(bytes calldata junk) public view {
        assertFalse(both.verify(BATCH, junk));
        if (junk.length != 0) {
            assertFalse(both.verify(BATCH, bytes.concat(_join(_attested(BATCH), signed), junk)));
        }
    }

    function testFuzz_verify_rejects_whenLengthsLie(uint256 first, uint256 second) public view {
        bytes memory attested = _attested(BATCH);
        vm.assume(first != attested.length || second != signed.length);
        assertFalse(both.verify(BATCH, abi.encodePacked(first, attested, second, signed)));
        assertFalse(both.verify(BATCH, abi.encodePacked(type(uint256).max, attested, second, signed)));
    }

    function test_constructor_reverts_whenCountIsOutOfRange() public {
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IAllOfVerifier.InvalidCount.selector, i, 4));
            this.deploy(new address[](i));
        }
        vm.expectRevert(abi.encodeWithSelector(IAllOfVerifier.InvalidCount.selector, 5, 4));
        this.deploy(new address[](5));
    }

    function test_constructor_reverts_whenVerifierIsZeroTwiceOrHasNoCode() public {
        _refuse(_pair(address(quorum), address(0)), address(0));
        _refuse(_pair(stranger, address(quorum)), stranger);
        _refuse(_pair(address(psp), address(psp)), address(psp));
    }

    function test_getVerifiers_succeeds_inTheGivenOrder() public {
        assertEq(both.getVerifiers(), _pair(address(quorum), address(psp)));
        address[] memory four = new address[](4);
        (four[0], four[1], four[2], four[3]) = (address(psp), address(both), address(quorum), address(registry));
        assertEq(new AllOfVerifier(four).getVerifiers(), four);
    }

    function _attested(bytes32 digest) private view returns (bytes memory) {
        bytes32 message = _digest(quorum.domainSeparator(), digest);
        return bytes.concat(_sign(keys[0], message), _sign(keys[2], message));
    }

    function _signed(bytes32 digest) private view returns (bytes memory) {
        return RsaKey.sign(psp.messageOf(digest));
    }

    /// @dev As the interface documents a proof.
    function _join(bytes memory first, bytes memory second) private pure returns (bytes memory) {
        return abi.encodePacked(first.length, first, second.length, second);
    }

    function _pair(address first, address second) private pure returns (address[] memory verifiers) {
        verifiers = new address[](2);
        (verifiers[0], verifiers[1]) = (first, second);
    }

    function _refuse(address[] memory verifiers, address culprit) private {
        vm.expectRevert(abi.encodeWithSelector(IAllOfVerifier.InvalidVerifier.selector, culprit));
        this.deploy(verifiers);
    }

    /// @dev A call of its own, because `expectRevert` is not sure to see a creation that is linked at run time.
    function deploy(address[] calldata verifiers) external {
        new AllOfVerifier(verifiers);
    }
}
