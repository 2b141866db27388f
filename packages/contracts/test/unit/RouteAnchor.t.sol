// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/StakedTest.sol";
import {RouteAnchor} from "../../src/RouteAnchor.sol";
import {IRouteAnchor} from "../../src/interfaces/IRouteAnchor.sol";

/// @notice Anchoring with four seats, three of which make a quorum.
contract RouteAnchorTest is StakedTest {
    uint128 private constant MIN_STAKE = 100e6;
    uint40 private constant EPOCH_SECONDS = 60;
    uint40 private constant SEAT_AGE = 1 days;
    bytes32 private constant DIGEST = keccak256("bundle");
    bytes32 private constant OTHER_DIGEST = keccak256("other bundle");

    RouteAnchor private anchor;
    Vm.Wallet[] private nodes; // by address, ascending
    address[] private operators; // whose nodes they are
    uint64 private epoch; // the newest that is over

    function setUp() public override {
        super.setUp();
        anchor = _deployAnchor();
        uint256[] memory keys = _sortedKeys("node", 4);
        for (uint256 i; i < 4; ++i) {
            nodes.push(vm.createWallet(keys[i]));
            operators.push(makeAddr(vm.toString(i)));
            _seat(operators[i], nodes[i]);
        }
        _settle();
    }

    function test_anchor_succeeds_withAQuorum() public {
        address[] memory signers = new address[](3);
        (signers[0], signers[1], signers[2]) = (operators[0], operators[2], operators[3]);
        bytes memory signatures = bytes.concat(_vote(0), _vote(2), _vote(3));
        vm.expectEmit(address(anchor));
        emit IRouteAnchor.BundleAnchored(CORRIDOR, epoch, DIGEST, signers);
        vm.prank(stranger);
        anchor.anchor(CORRIDOR, epoch, DIGEST, signatures);
        assertEq(anchor.digestOf(CORRIDOR, epoch), DIGEST);
        assertEq(anchor.digestOf(OTHER_CORRIDOR, epoch), 0);
        (uint256 seats, uint256 required) = anchor.quorumAt(CORRIDOR, epoch);
        assertEq(seats, 4);
        assertEq(required, 3);
    }

    function test_anchor_succeeds_withTheSameDigestAgain() public {
        anchor.anchor(CORRIDOR, epoch, DIGEST, _votes(0, 1, 2));
        vm.recordLogs();
        anchor.anchor(CORRIDOR, epoch, DIGEST, "");
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_anchor_succeeds_firstStandsWhenAnotherHasAQuorum() public {
        anchor.anchor(CORRIDOR, epoch, DIGEST, _votes(0, 1, 2));
        bytes memory others =
            bytes.concat(_vote(0, epoch, OTHER_DIGEST), _vote(1, epoch, OTHER_DIGEST), _vote(3, epoch, OTHER_DIGEST));
        address[] memory signers = new address[](3);
        (signers[0], signers[1], signers[2]) = (operators[0], operators[1], operators[3]);
        vm.expectEmit(address(anchor));
        emit IRouteAnchor.BundleContested(CORRIDOR, epoch, OTHER_DIGEST, DIGEST, signers);
        anchor.anchor(CORRIDOR, epoch, OTHER_DIGEST, others);
        assertEq(anchor.digestOf(CORRIDOR, epoch), DIGEST);
    }

    function test_anchor_reverts_whenTooFewSign() public {
        _refuse(DIGEST, "", _short(0, 3));
        _refuse(DIGEST, bytes.concat(_vote(0), _vote(3)), _short(2, 3));
    }

    function test_anchor_reverts_whenSignersAreUnsortedOrTwice() public {
        bytes4 selector = IRouteAnchor.NotAscending.selector;
        bytes memory twice = abi.encodeWithSelector(selector, nodes[1].addr, nodes[1].addr);
        _refuse(DIGEST, bytes.concat(_vote(0), _vote(1), _vote(1)), twice);
        bytes memory unsorted = abi.encodeWithSelector(selector, nodes[2].addr, nodes[1].addr);
        _refuse(DIGEST, bytes.concat(_vote(0), _vote(2), _vote(1)), unsorted);
    }

    function test_anchor_reverts_whenSignatureIsMalformedOrMalleable() public {
        bytes memory zero = abi.encodeWithSelector(IRouteAnchor.NotAscending.selector, nodes[0].addr, address(0));
        _refuse(DIGEST, bytes.concat(_vote(0), _twin(_vote(1)), _vote(2)), zero);
        _refuse(DIGEST, bytes.concat(_vote(0), new bytes(65), _vote(2)), zero);
        bytes memory ragged = bytes.concat(_votes(0, 1, 2), hex"00");
        _refuse(DIGEST, ragged, abi.encodeWithSelector(IRouteAnchor.InvalidLength.selector, 196, 65));
    }

    function test_anchor_reverts_whenDigestIsZero() public {
        _refuse(0, _votes(0, 1, 2), abi.encodeWithSelector(IRouteAnchor.ZeroDigest.selector));
    }

    function test_anchor_reverts_whenEpochIsNotOver() public {
        uint64 running = epoch + 1;
        uint256 overAt = (uint256(running) + 1) * EPOCH_SECONDS;
        bytes memory signatures =
            bytes.concat(_vote(0, running, DIGEST), _vote(1, running, DIGEST), _vote(2, running, DIGEST));
        vm.warp(overAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IRouteAnchor.EpochNotOver.selector, running, overAt));
        anchor.anchor(CORRIDOR, running, DIGEST, signatures);
        vm.warp(overAt);
        anchor.anchor(CORRIDOR, running, DIGEST, signatures);
        uint64 max = type(uint64).max;
        uint256 never = (uint256(max) + 1) * EPOCH_SECONDS;
        vm.expectRevert(abi.encodeWithSelector(IRouteAnchor.EpochNotOver.selector, max, never));
        anchor.anchor(CORRIDOR, max, DIGEST, signatures);
    }

    function test_anchor_reverts_whenEpochIsOlderThanTheSeats() public {
        bytes memory signatures = bytes.concat(_vote(0, 0, DIGEST), _vote(1, 0, DIGEST), _vote(2, 0, DIGEST));
        vm.expectRevert(_short(0, 1));
        anchor.anchor(CORRIDOR, 0, DIGEST, signatures);
    }

    function test_anchor_reverts_whenVotesAreForAnotherEpochCorridorOrDigest() public {
        bytes memory signatures = _votes(0, 1, 2);
        _refuseStrayVotes(anchor, CORRIDOR, epoch - 1, DIGEST, signatures);
        _refuseStrayVotes(anchor, OTHER_CORRIDOR, epoch, DIGEST, signatures);
        _refuseStrayVotes(anchor, CORRIDOR, epoch, OTHER_DIGEST, signatures);
    }

    function test_anchor_reverts_whenVotesAreForAnotherChainOrContract() public {
        RouteAnchor other = _deployAnchor();
        for (uint256 i; i < 4; ++i) {
            other.enroll(operators[i], _one(CORRIDOR));
        }
        _settle();
        bytes memory signatures = _votes(0, 1, 2);
        _refuseStrayVotes(other, CORRIDOR, epoch, DIGEST, signatures);
        vm.chainId(block.chainid + 1);
        _refuseStrayVotes(anchor, CORRIDOR, epoch, DIGEST, signatures);
        anchor.anchor(CORRIDOR, epoch, DIGEST, _votes(0, 1, 2)); // signed for the fork itself
    }

    // --- whose votes count

    function test_anchor_reverts_whenAMemberWasRevokedAfterSigning() public {
        bytes memory signatures = _votes(0, 1, 2);
        _revoke(operators[1]);
        _refuse(DIGEST, signatures, _short(2, 3));
        anchor.anchor(CORRIDOR, epoch, DIGEST, bytes.concat(signatures, _vote(3))); // the others are enough
    }

    function test_anchor_reverts_whenAMemberUnstakedOrRotatedItsKeyAfterSigning() public {
        bytes memory signatures = _votes(0, 1, 2);
        uint256 snapshot = vm.snapshotState();
        _unstake(operators[1], 1);
        _refuse(DIGEST, signatures, _short(2, 3));
        vm.revertToState(snapshot);
        Vm.Wallet memory fresh = vm.createWallet("fresh");
        _register(operators[1], operators[1], _record(fresh, operators[1]), fresh);
        _refuse(DIGEST, signatures, _short(2, 3));
    }

    /// @dev Whoever is expelled and takes a new seat is new.
    function test_anchor_reverts_whenAMembersSeatIsNewer() public {
        bytes memory signatures = _votes(0, 1, 2);
        _unstake(operators[1], 1);
        anchor.expel(operators[1], _one(CORRIDOR));
        _stake(operators[1], 1);
        anchor.enroll(operators[1], _one(CORRIDOR));
        _refuse(DIGEST, signatures, _short(2, 3));
    }

    /// @dev A crowd that takes seats now neither votes in running epochs nor keeps the others from a quorum.
    function test_anchor_succeeds_whateverCrowdJoinsMeanwhile() public {
        uint256[] memory keys = _sortedKeys("crowd", 9);
        bytes memory crowd;
        for (uint256 i; i < keys.length; ++i) {
            _seat(makeAddr(string(abi.encode("crowd", i))), vm.createWallet(keys[i]));
            crowd = bytes.concat(crowd, _sign(keys[i], anchor.hashAnchor(CORRIDOR, epoch, OTHER_DIGEST)));
        }
        _refuse(OTHER_DIGEST, crowd, _short(0, 3));
        anchor.anchor(CORRIDOR, epoch, DIGEST, _votes(0, 1, 2));
        skip(SEAT_AGE + EPOCH_SECONDS);
        (uint256 seats, uint256 required) = anchor.quorumAt(CORRIDOR, uint64(block.timestamp / EPOCH_SECONDS));
        assertEq(seats, 13); // their stake is at work by then
        assertEq(required, 9);
    }

    /// @dev Leaving does not make a quorum of what is left: two of four are never enough, whenever the call comes.
    function test_anchor_reverts_whenMembersLeaveToShrinkTheQuorum() public {
        for (uint256 i = 2; i < 4; ++i) {
            _revoke(operators[i]);
            anchor.expel(operators[i], _one(CORRIDOR));
        }
        _refuse(DIGEST, bytes.concat(_vote(0), _vote(1)), _short(2, 3));
    }

    function testFuzz_anchor_succeeds_exactlyWithAQuorumOfVoters(uint8 signers, uint8 revoked) public {
        uint256 votes;
        bytes memory signatures;
        for (uint256 i; i < 4; ++i) {
            if ((signers >> i) % 2 == 0) continue;
            signatures = bytes.concat(signatures, _vote(i));
            if ((revoked >> i) % 2 == 0) ++votes;
        }
        for (uint256 i; i < 4; ++i) {
            if ((revoked >> i) % 2 == 1) _revoke(operators[i]);
            assertEq(anchor.hasVote(operators[i], CORRIDOR, epoch), (revoked >> i) % 2 == 0);
        }
        if (votes < 3) vm.expectRevert(_short(votes, 3));
        anchor.anchor(CORRIDOR, epoch, DIGEST, signatures);
    }

    // --- many, and reading

    function test_anchorMany_succeeds_skipsWhatCannotBeAnchored() public {
        IRouteAnchor.Anchor[] memory items = new IRouteAnchor.Anchor[](3);
        items[0] = IRouteAnchor.Anchor(CORRIDOR, epoch, DIGEST, _votes(0, 1, 2));
        items[1] = IRouteAnchor.Anchor(CORRIDOR, epoch - 2, DIGEST, _vote(0, epoch - 2, DIGEST));
        bytes memory older = bytes.concat(
            _vote(1, epoch - 1, OTHER_DIGEST), _vote(2, epoch - 1, OTHER_DIGEST), _vote(3, epoch - 1, OTHER_DIGEST)
        );
        items[2] = IRouteAnchor.Anchor(CORRIDOR, epoch - 1, OTHER_DIGEST, older);
        vm.expectEmit(address(anchor));
        emit IRouteAnchor.AnchorSkipped(CORRIDOR, epoch - 2, IRouteAnchor.QuorumNotReached.selector);
        anchor.anchorMany(items);
        assertEq(anchor.digestOf(CORRIDOR, epoch), DIGEST);
        assertEq(anchor.digestOf(CORRIDOR, epoch - 2), 0);
        assertEq(anchor.digestOf(CORRIDOR, epoch - 1), OTHER_DIGEST);
        anchor.anchorMany(new IRouteAnchor.Anchor[](0));
    }

    function test_latestAnchorAt_succeeds_withinMaxAge() public {
        anchor.anchor(CORRIDOR, epoch, DIGEST, _votes(0, 1, 2));
        _assertLatest(epoch, 0, epoch, DIGEST);
        _assertLatest(epoch + 3, 3, epoch, DIGEST);
        _assertLatest(epoch + 3, 2, 0, 0);
        _assertLatest(epoch - 1, 3, 0, 0);
        _assertLatest(3, type(uint64).max, 0, 0);
        _assertLatest(0, 0, 0, 0);
    }

    // --- helpers

    function _deployAnchor() private returns (RouteAnchor) {
        return new RouteAnchor(address(registry), address(escrow), address(token), MIN_STAKE, SEAT_AGE, EPOCH_SECONDS);
    }

    function _seat(address operator, Vm.Wallet memory node) private {
        _register(operator, operator, _record(node, operator), node);
        _stake(operator, MIN_STAKE);
        anchor.enroll(operator, _one(CORRIDOR));
    }

    /// @dev Until seats taken now count, and an epoch of theirs is over.
    function _settle() private {
        vm.warp(((block.timestamp + SEAT_AGE) / EPOCH_SECONDS + 2) * EPOCH_SECONDS);
        epoch = uint64(block.timestamp / EPOCH_SECONDS - 1);
    }

    function _vote(uint256 index) private view returns (bytes memory) {
        return _vote(index, epoch, DIGEST);
    }

    function _vote(uint256 index, uint64 at, bytes32 digest) private view returns (bytes memory) {
        bytes32 typeHash = keccak256("BundleAnchor(bytes32 corridor,uint64 epoch,bytes32 digest)");
        bytes32 domain = _domain("Paynode RouteAnchor", block.chainid, address(anchor));
        bytes32 structHash = keccak256(abi.encode(typeHash, CORRIDOR, at, digest));
        return _sign(nodes[index].privateKey, _digest(domain, structHash));
    }

    function _votes(uint256 first, uint256 second, uint256 third) private view returns (bytes memory) {
        return bytes.concat(_vote(first), _vote(second), _vote(third));
    }

    function _refuse(bytes32 digest, bytes memory signatures, bytes memory reason) private {
        vm.expectRevert(reason);
        anchor.anchor(CORRIDOR, epoch, digest, signatures);
    }

    /// @dev Signatures of something else come out as anybody's: unsorted, or without a vote.
    function _refuseStrayVotes(RouteAnchor target, bytes32 corridor, uint64 at, bytes32 digest, bytes memory signatures)
        private
    {
        try target.anchor(corridor, at, digest, signatures) {
            fail();
        } catch (bytes memory reason) {
            bytes4 selector = bytes4(reason);
            assertTrue(
                selector == IRouteAnchor.NotAscending.selector || selector == IRouteAnchor.QuorumNotReached.selector
            );
        }
        assertEq(target.digestOf(corridor, at), 0);
    }

    function _short(uint256 votes, uint256 required) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRouteAnchor.QuorumNotReached.selector, votes, required);
    }

    function _assertLatest(uint64 at, uint64 maxAge, uint64 expectedEpoch, bytes32 expectedDigest) private view {
        (uint64 anchored, bytes32 digest) = anchor.latestAnchorAt(CORRIDOR, at, maxAge);
        assertEq(anchored, expectedEpoch);
        assertEq(digest, expectedDigest);
    }
}
