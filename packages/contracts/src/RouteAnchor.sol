// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CorridorSeats} from "./anchor/CorridorSeats.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {IRouteAnchor} from "./interfaces/IRouteAnchor.sol";
import {Eip712} from "./libraries/Eip712.sol";
import {Quorum} from "./libraries/Quorum.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {Report} from "./types/Report.sol";

/// @title Route anchor
/// @notice Which bundle of reports is in force in a corridor and epoch: a fact of the chain that every node reads alike.
contract RouteAnchor is IRouteAnchor, CorridorSeats, Eip712 {
    bytes32 private constant ANCHOR_TYPEHASH = keccak256("BundleAnchor(bytes32 corridor,uint64 epoch,bytes32 digest)");
    bytes32 private constant REPORT_TYPEHASH = keccak256(
        "Report(address provider,bytes32 corridor,uint40 epoch,uint128 rate,uint128 minPayout,uint128 maxPayout,uint8 liquidityBucket,uint16 loadBps,uint32 capacity,bool maintenance,bytes32 views)"
    );
    uint256 private constant SIGNATURE_LENGTH = 65;

    /// @inheritdoc IRouteAnchor
    uint40 public immutable epochSeconds;
    /// @inheritdoc IRouteAnchor
    mapping(bytes32 corridor => mapping(uint64 epoch => bytes32)) public digestOf;

    constructor(
        address registry_,
        address escrow_,
        address token_,
        uint128 minStake_,
        uint40 minSeatAge_,
        uint40 epochSeconds_
    ) CorridorSeats(registry_, escrow_, token_, minStake_, minSeatAge_) Eip712("Paynode RouteAnchor") {
        if (epochSeconds_ == 0) revert InvalidEpochSeconds(epochSeconds_);
        epochSeconds = epochSeconds_;
    }

    /// @inheritdoc IRouteAnchor
    function anchor(bytes32 corridor, uint64 epoch, bytes32 digest, bytes calldata signatures) external {
        // 1. check
        if (digest == 0) revert ZeroDigest();
        bytes32 anchored = digestOf[corridor][epoch];
        if (anchored == digest) return; // somebody ran ahead
        uint256 overAt = (uint256(epoch) + 1) * epochSeconds;
        if (block.timestamp < overAt) revert EpochNotOver(epoch, overAt);
        (, uint256 required) = quorumAt(corridor, epoch);
        address[] memory operators = _voters(corridor, epoch, digest, signatures);
        if (operators.length < required) revert QuorumNotReached(operators.length, required);
        // 2. effect + event
        if (anchored != 0) {
            emit BundleContested(corridor, epoch, digest, anchored, operators);
        } else {
            digestOf[corridor][epoch] = digest;
            emit BundleAnchored(corridor, epoch, digest, operators);
        }
    }

    /// @inheritdoc IRouteAnchor
    function anchorMany(Anchor[] calldata anchors) external {
        for (uint256 i; i < anchors.length; ++i) {
            Anchor calldata item = anchors[i];
            try this.anchor(item.corridor, item.epoch, item.digest, item.signatures) {}
            catch (bytes memory reason) {
                emit AnchorSkipped(item.corridor, item.epoch, bytes4(reason));
            }
        }
    }

    /// @inheritdoc IRouteAnchor
    function proveReports(
        Report calldata left,
        bytes calldata leftSignature,
        Report calldata right,
        bytes calldata rightSignature
    ) external {
        (bytes32 first, bytes32 second) = (hashReport(left), hashReport(right));
        bool isSameKind =
            left.provider == right.provider && left.corridor == right.corridor && left.epoch == right.epoch;
        if (!isSameKind) revert NoEquivocation(first, second);
        _checkSigners(left.provider, first, leftSignature, second, rightSignature);
        _accuse(left.provider, left.corridor, left.epoch, first, second);
    }

    /// @inheritdoc IRouteAnchor
    function proveVotes(
        address operator,
        bytes32 corridor,
        uint64 epoch,
        bytes32 left,
        bytes calldata leftSignature,
        bytes32 right,
        bytes calldata rightSignature
    ) external {
        (bytes32 first, bytes32 second) = (hashAnchor(corridor, epoch, left), hashAnchor(corridor, epoch, right));
        _checkSigners(operator, first, leftSignature, second, rightSignature);
        _accuse(operator, corridor, epoch, first, second);
    }

    /// @inheritdoc IRouteAnchor
    function latestAnchorAt(bytes32 corridor, uint64 epoch, uint64 maxAge)
        external
        view
        returns (uint64 anchored, bytes32 digest)
    {
        uint64 oldest = epoch > maxAge ? epoch - maxAge : 0;
        for (anchored = epoch;; --anchored) {
            digest = digestOf[corridor][anchored];
            if (digest != 0) return (anchored, digest);
            if (anchored == oldest) return (0, 0);
        }
    }

    /// @inheritdoc IRouteAnchor
    function quorumAt(bytes32 corridor, uint64 epoch) public view returns (uint256 seats, uint256 required) {
        seats = seatsAt(corridor, _seatedBy(epoch));
        required = Quorum.sizeOf(seats);
    }

    /// @inheritdoc IRouteAnchor
    function hasVote(address operator, bytes32 corridor, uint64 epoch) public view returns (bool) {
        uint40 since = seatedSince[operator][corridor];
        return since != 0 && since <= _seatedBy(epoch) && isEntitled(operator, corridor);
    }

    /// @inheritdoc IRouteAnchor
    function hashAnchor(bytes32 corridor, uint64 epoch, bytes32 digest) public view returns (bytes32) {
        return _toDigest(keccak256(abi.encode(ANCHOR_TYPEHASH, corridor, epoch, digest)));
    }

    /// @inheritdoc IRouteAnchor
    function hashReport(Report calldata report) public view returns (bytes32) {
        bytes32 separator = _buildSeparator(keccak256("Paynode Report"), escrow);
        return _toDigest(separator, keccak256(abi.encode(REPORT_TYPEHASH, report)));
    }

    /// @inheritdoc IRouteAnchor
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
    }

    /// @dev Seats taken later than this do not count in the epoch; long before it can be anchored, so the count is final.
    function _seatedBy(uint64 epoch) private view returns (uint256) {
        uint256 start = uint256(epoch) * epochSeconds;
        return start > minSeatAge ? start - minSeatAge : 0;
    }

    /// @dev The operators whose votes count among the signers. A node key is bound to one operator at a time, and an operator has
    /// one node key, so ascending signers are different operators.
    function _voters(bytes32 corridor, uint64 epoch, bytes32 digest, bytes calldata signatures)
        private
        view
        returns (address[] memory operators)
    {
        if (signatures.length % SIGNATURE_LENGTH != 0) revert InvalidLength(signatures.length, SIGNATURE_LENGTH);
        bytes32 signed = hashAnchor(corridor, epoch, digest);
        operators = new address[](signatures.length / SIGNATURE_LENGTH);
        uint256 votes;
        address previous;
        for (uint256 offset; offset < signatures.length; offset += SIGNATURE_LENGTH) {
            address signer = Signatures.recover(signed, signatures[offset:offset + SIGNATURE_LENGTH]);
            if (signer <= previous) revert NotAscending(previous, signer); // a malformed signature gives zero
            previous = signer;
            address operator = IProviderRegistry(registry).operatorOfNode(signer);
            if (operator != address(0) && hasVote(operator, corridor, epoch)) operators[votes++] = operator;
        }
        assembly ("memory-safe") {
            mstore(operators, votes) // shorter: the rest stays unused
        }
    }

    function _checkSigners(
        address operator,
        bytes32 first,
        bytes calldata firstSignature,
        bytes32 second,
        bytes calldata secondSignature
    ) private view {
        address expected = IProviderRegistry(registry).nodeAddressOf(operator); // outlives a revocation: leaving hides nothing
        address signer = Signatures.recover(first, firstSignature);
        if (signer == address(0) || signer != expected) revert InvalidSigner(signer, expected);
        signer = Signatures.recover(second, secondSignature);
        if (signer != expected) revert InvalidSigner(signer, expected);
    }

    function _accuse(address operator, bytes32 corridor, uint64 epoch, bytes32 left, bytes32 right) private {
        if (left == right) revert NoEquivocation(left, right);
        (bytes32 first, bytes32 second) = left < right ? (left, right) : (right, left);
        emit Equivocation(operator, corridor, epoch, first, second);
    }
}
