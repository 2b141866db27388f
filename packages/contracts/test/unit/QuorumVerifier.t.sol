// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/IdentityTest.sol";
import {QuorumVerifier} from "../../src/QuorumVerifier.sol";
import {IQuorumVerifier} from "../../src/interfaces/IQuorumVerifier.sol";
import {Approver} from "../mocks/Approver.sol";

contract QuorumVerifierTest is IdentityTest {
    bytes32 private constant BATCH = keccak256("batch");

    QuorumVerifier private verifier;
    uint256[] private keys;

    function setUp() public override {
        super.setUp();
        keys = _sortedKeys("attester", 3);
        address[] memory attesters = _addresses(keys);
        (attesters[0], attesters[2]) = (attesters[2], attesters[0]); // any order at construction
        verifier = new QuorumVerifier(attesters, 2);
    }

    function test_verify_succeeds_withThresholdOrMore() public view {
        assertTrue(verifier.verify(BATCH, bytes.concat(_by(0), _by(1))));
        assertTrue(verifier.verify(BATCH, bytes.concat(_by(0), _by(2))));
        assertTrue(verifier.verify(BATCH, bytes.concat(_by(1), _by(2))));
        assertTrue(verifier.verify(BATCH, bytes.concat(_by(0), _by(1), _by(2))));
    }

    /// @dev What `submit` pays on top of the call itself, two elliptic curve recoveries (6,000 gas) included.
    function test_verify_succeeds_belowNineThousandGas() public {
        bytes memory proof = bytes.concat(_by(1), _by(2));
        assertTrue(verifier.verify(BATCH, proof));
        uint256 used = vm.lastCallGas().gasTotalUsed;
        assertLt(used, 9_000);
        emit log_named_uint("verify 2 of 3", used);
    }

    function testFuzz_verify_succeeds_onlyWithThresholdOfAttesters(uint256 seed, uint8 size, uint8 need) public {
        uint256 count = bound(size, 1, 16);
        uint256 threshold = bound(need, 1, count);
        uint256[] memory many = _sortedKeys(string(abi.encode(seed)), count);
        QuorumVerifier large = new QuorumVerifier(_addresses(many), threshold);
        bytes memory proof;
        uint256 signers;
        for (uint256 i; i < count; ++i) {
            if ((seed >> i) & 1 == 0) continue;
            proof = bytes.concat(proof, _sign(many[i], _digest(large.domainSeparator(), BATCH)));
            ++signers;
        }
        assertEq(large.verify(BATCH, proof), signers >= threshold);
    }

    function test_verify_rejects_whenTooFew() public view {
        assertFalse(verifier.verify(BATCH, ""));
        assertFalse(verifier.verify(BATCH, _by(0)));
    }

    function test_verify_rejects_whenOneSignsTwice() public view {
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(0), _by(0))));
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(0), _by(2), _by(2))));
    }

    function test_verify_rejects_whenUnsorted() public view {
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(1), _by(0))));
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(2), _by(1), _by(0))));
    }

    function testFuzz_verify_rejects_whenSignerIsUnknown(uint256 key) public view {
        key = bound(key, 1, type(uint128).max);
        bytes memory signature = _sign(key, _digest(verifier.domainSeparator(), BATCH));
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(0), signature)));
        assertFalse(verifier.verify(BATCH, bytes.concat(signature, _by(2))));
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(0), _by(1), signature)));
    }

    function testFuzz_verify_rejects_whenDigestDiffers(bytes32 digest) public view {
        vm.assume(digest != BATCH);
        assertFalse(verifier.verify(digest, bytes.concat(_by(0), _by(1))));
    }

    function testFuzz_verify_rejects_whenMalformed(bytes calldata junk) public view {
        assertFalse(verifier.verify(BATCH, junk));
        if (junk.length > 0) assertFalse(verifier.verify(BATCH, bytes.concat(_by(0), _by(1), junk)));
    }

    function testFuzz_verify_rejects_whenCutOff(uint256 length) public view {
        bytes memory proof = bytes.concat(_by(0), _by(1), _by(2));
        length = bound(length, 0, proof.length - 1);
        assembly ("memory-safe") {
            mstore(proof, length)
        }
        assertEq(verifier.verify(BATCH, proof), length == 130);
    }

    function testFuzz_verify_rejects_whenAnyBitFlips(uint256 bit) public view {
        bytes memory proof = bytes.concat(_by(0), _by(1));
        bit = bound(bit, 0, proof.length * 8 - 1);
        proof[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        assertFalse(verifier.verify(BATCH, proof));
    }

    function test_verify_rejects_whenSignatureIsMalleable() public view {
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(0), _twin(_by(1)))));
    }

    function test_verify_rejects_whenSignatureIsZeroOrMaximal() public view {
        bytes32 max = bytes32(type(uint256).max);
        bytes memory low = abi.encodePacked(bytes32(0), bytes32(0), uint8(27));
        bytes memory high = abi.encodePacked(max, max, type(uint8).max);
        assertFalse(verifier.verify(BATCH, bytes.concat(low, _by(0), _by(1))));
        assertFalse(verifier.verify(BATCH, bytes.concat(_by(0), _by(1), high)));
    }

    function test_verify_rejects_whenSignedForAnotherChain() public {
        bytes memory here = bytes.concat(_by(0), _by(1));
        vm.chainId(block.chainid + 1);
        assertFalse(verifier.verify(BATCH, here));
        assertTrue(verifier.verify(BATCH, bytes.concat(_by(0), _by(1)))); // the domain follows the fork
    }

    function test_verify_rejects_whenSignedForAnotherContract() public {
        QuorumVerifier other = new QuorumVerifier(_addresses(keys), 2);
        assertFalse(other.verify(BATCH, bytes.concat(_by(0), _by(1))));
    }

    function test_verify_rejects_whenSignedWithoutDomain() public view {
        assertFalse(verifier.verify(BATCH, bytes.concat(_sign(keys[0], BATCH), _sign(keys[1], BATCH))));
    }

    // --- contracts that attest

    function testFuzz_verify_succeeds_withContractAttester(bytes calldata secret) public {
        Approver approver = new Approver(secret);
        QuorumVerifier mixed = _mixed(address(approver));
        bytes memory byKey = _sign(keys[0], _digest(mixed.domainSeparator(), BATCH));
        bytes memory byContract = _approval(address(approver), secret);
        bool keyFirst = vm.addr(keys[0]) < address(approver);
        assertTrue(mixed.verify(BATCH, keyFirst ? bytes.concat(byKey, byContract) : bytes.concat(byContract, byKey)));
        assertFalse(mixed.verify(BATCH, keyFirst ? bytes.concat(byContract, byKey) : bytes.concat(byKey, byContract)));
        assertFalse(mixed.verify(BATCH, bytes.concat(byContract, byContract)));
        assertFalse(mixed.verify(BATCH, byContract));
    }

    function test_verify_rejects_whenContractAnswersWrongly() public {
        Approver approver = new Approver("secret");
        QuorumVerifier single = _single(address(approver));
        bytes memory proof = _approval(address(approver), "secret");
        assertTrue(single.verify(BATCH, proof));
        assertFalse(single.verify(BATCH, _approval(address(approver), "guess")));
        approver.answerWith(Approver.Answer.Long); // one word of it is read
        assertTrue(single.verify{gas: 100_000}(BATCH, proof));
        approver.answerWith(Approver.Answer.Short);
        assertFalse(single.verify(BATCH, proof));
        approver.answerWith(Approver.Answer.Dirty);
        assertFalse(single.verify(BATCH, proof));
        approver.answerWith(Approver.Answer.Revert);
        assertFalse(single.verify(BATCH, proof));
    }

    function test_verify_rejects_whenContractApprovalIsMalformed() public {
        Approver approver = new Approver("");
        QuorumVerifier single = _single(address(approver));
        bytes32 account = bytes32(uint256(uint160(address(approver))));
        assertTrue(single.verify(BATCH, abi.encodePacked(account, uint256(0), uint8(0))));
        assertFalse(single.verify(BATCH, abi.encodePacked(account, uint256(1), uint8(0)))); // longer than the proof
        assertFalse(single.verify(BATCH, abi.encodePacked(account, type(uint256).max, uint8(0))));
        assertFalse(single.verify(BATCH, abi.encodePacked(account, uint256(0), uint8(0), uint8(0)))); // a byte too many
        bytes32 dirty = account | bytes32(uint256(1) << 160);
        assertFalse(single.verify(BATCH, abi.encodePacked(dirty, uint256(0), uint8(0))));
    }

    function test_verify_rejects_whenContractIsNoAttesterOrHasNoCode() public {
        Approver outsider = new Approver("");
        assertFalse(verifier.verify(BATCH, _approval(address(outsider), "")));
        assertFalse(verifier.verify(BATCH, _approval(address(0), "")));
        assertFalse(_single(stranger).verify(BATCH, _approval(stranger, "")));
        assertFalse(_single(address(4)).verify(BATCH, _approval(address(4), ""))); // identity: answers with its input
    }

    function test_verify_rejects_whenAnotherContractDiffersInOneBit() public {
        Approver approver = new Approver("");
        QuorumVerifier single = _single(address(approver));
        for (uint256 bit; bit < 160; ++bit) {
            address twin = address(uint160(address(approver)) ^ uint160(1 << bit));
            vm.etch(twin, address(approver).code);
            assertFalse(single.verify(BATCH, _approval(twin, "")));
        }
        assertTrue(single.verify(BATCH, _approval(address(approver), "")));
    }

    function test_constructor_reverts_whenOneAttesterIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IQuorumVerifier.InvalidAttester.selector, address(0)));
        this.deploy(new address[](1), 1);
    }

    function test_constructor_reverts_whenThresholdIsOutOfRange() public {
        _expectPair(IQuorumVerifier.InvalidThreshold.selector, 0, 3);
        this.deploy(new address[](3), 0);
        _expectPair(IQuorumVerifier.InvalidThreshold.selector, 4, 3);
        this.deploy(new address[](3), 4);
        _expectPair(IQuorumVerifier.InvalidThreshold.selector, 1, 0);
        this.deploy(new address[](0), 1);
        _expectPair(IQuorumVerifier.InvalidThreshold.selector, type(uint256).max, 3);
        this.deploy(new address[](3), type(uint256).max);
    }

    function test_constructor_reverts_whenAttestersAreTooMany() public {
        address[] memory attesters = _addresses(_sortedKeys("many", 17));
        _expectPair(IQuorumVerifier.TooManyAttesters.selector, 17, 16);
        this.deploy(attesters, 1);
    }

    function test_constructor_reverts_whenAttesterIsZeroOrTwice() public {
        address[] memory attesters = new address[](3);
        vm.expectRevert(abi.encodeWithSelector(IQuorumVerifier.InvalidAttester.selector, address(0)));
        this.deploy(attesters, 1);
        (attesters[0], attesters[1], attesters[2]) = (stranger, address(this), stranger);
        vm.expectRevert(abi.encodeWithSelector(IQuorumVerifier.InvalidAttester.selector, stranger));
        this.deploy(attesters, 1);
    }

    /// @dev A call of its own, because `expectRevert` is not sure to see a creation that is linked at run time.
    function deploy(address[] calldata attesters, uint256 threshold) external {
        new QuorumVerifier(attesters, threshold);
    }

    function testFuzz_getAttesters_succeeds_ascending(uint256 seed, uint8 size) public {
        address[] memory sorted = _addresses(_sortedKeys(string(abi.encode(seed)), bound(size, 1, 16)));
        address[] memory shuffled = abi.decode(abi.encode(sorted), (address[]));
        for (uint256 i = shuffled.length; i > 1; --i) {
            uint256 j = uint256(keccak256(abi.encode(seed, i))) % i;
            (shuffled[i - 1], shuffled[j]) = (shuffled[j], shuffled[i - 1]);
        }
        QuorumVerifier large = new QuorumVerifier(shuffled, 1);
        assertEq(large.getAttesters(), sorted);
        for (uint256 i; i < sorted.length; ++i) {
            assertTrue(large.isAttester(sorted[i]));
        }
        assertFalse(large.isAttester(address(0)));
        assertFalse(large.isAttester(stranger));
    }

    function _by(uint256 index) private view returns (bytes memory) {
        return _sign(keys[index], _digest(verifier.domainSeparator(), BATCH));
    }

    /// @dev As the interface documents a contract's approval.
    function _approval(address account, bytes memory signature) private pure returns (bytes memory) {
        return abi.encodePacked(uint256(uint160(account)), signature.length, uint8(0), signature);
    }

    function _single(address attester) private returns (QuorumVerifier) {
        address[] memory attesters = new address[](1);
        attesters[0] = attester;
        return new QuorumVerifier(attesters, 1);
    }

    function _mixed(address account) private returns (QuorumVerifier) {
        address[] memory attesters = new address[](3);
        (attesters[0], attesters[1], attesters[2]) = (vm.addr(keys[0]), account, vm.addr(keys[1]));
        return new QuorumVerifier(attesters, 2);
    }

    function _expectPair(bytes4 selector, uint256 left, uint256 right) private {
        vm.expectRevert(abi.encodeWithSelector(selector, left, right));
    }
}
