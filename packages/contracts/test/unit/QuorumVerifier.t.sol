// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";
import {IQuorumVerifier} from "../../src/interfaces/IQuorumVerifier.sol";

contract QuorumVerifierTest is EscrowTest {
    bytes32 private constant BATCH = keccak256("batch");

    function test_verify_succeeds_withThresholdOrMore() public view {
        assertTrue(verifier.verify(BATCH, bytes.concat(_by(0), _by(2))));
        assertTrue(verifier.verify(BATCH, bytes.concat(_by(0), _by(1), _by(2))));
    }

    function test_verify_rejects_whenTooFew() public view {
        assertFalse(verifier.verify(BATCH, ""));
        assertFalse(verifier.verify(BATCH, _by(0)));
    }

    function test_verify_rejects_whenOneSignsTwice() public view {
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(0), _by(0))));
    }

    function test_verify_rejects_whenOutOfOrder() public view {
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(1), _by(0))));
    }

    function testFuzz_verify_rejects_whenSignerIsUnknown(uint256 key) public view {
        key = bound(key, 1, type(uint128).max);
        bytes memory signature = _sign(key, _digest(verifier.domainSeparator(), BATCH));
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(0), signature)));
        assertFalse(verifier.verify(BATCH, bytes.concat(signature, _by(2))));
    }

    function test_verify_rejects_whenDigestDiffers() public view {
        assertFalse(verifier.verify(keccak256("other"), bytes.concat(_by(0), _by(1))));
    }

    function test_verify_rejects_whenLengthIsOdd() public view {
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(0), _by(1), hex"00")));
    }

    function test_verify_rejects_whenSignatureIsMalleable() public view {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(attesterKeys[1], _digest(verifier.domainSeparator(), BATCH));
        uint256 n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes memory twin = abi.encodePacked(r, bytes32(n - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(0), twin)));
    }

    function test_constructor_reverts_whenThresholdIsOutOfRange() public {
        _expectPair(IQuorumVerifier.InvalidThreshold.selector, 0, 3);
        new QuorumVerifier(new address[](3), 0);
        _expectPair(IQuorumVerifier.InvalidThreshold.selector, 4, 3);
        new QuorumVerifier(new address[](3), 4);
    }

    function test_constructor_reverts_whenAttesterIsZeroOrTwice() public {
        address[] memory attesters = new address[](2);
        vm.expectRevert(abi.encodeWithSelector(IQuorumVerifier.InvalidAttester.selector, address(0)));
        new QuorumVerifier(attesters, 1);
        attesters[0] = attesters[1] = stranger;
        vm.expectRevert(abi.encodeWithSelector(IQuorumVerifier.InvalidAttester.selector, stranger));
        new QuorumVerifier(attesters, 1);
    }

    function test_getAttesters_succeeds() public view {
        assertEq(verifier.getAttesters().length, 3);
        assertEq(verifier.threshold(), 2);
        assertTrue(verifier.isAttester(vm.addr(attesterKeys[0])));
    }

    function _by(uint256 index) private view returns (bytes memory) {
        return _sign(attesterKeys[index], _digest(verifier.domainSeparator(), BATCH));
    }
}
