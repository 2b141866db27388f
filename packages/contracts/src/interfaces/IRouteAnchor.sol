// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Report} from "../types/Report.sol";
import {ICorridorSeats} from "./ICorridorSeats.sol";

/// @title Route anchor
/// @notice Says which bundle of reports is in force: (corridor, epoch) → the digest that a quorum of the corridor's seats signed
/// with their node keys. The first accepted digest stands for ever. It decides ranking only; no funds depend on it.
/// @dev Epoch e covers [e * epochSeconds, (e + 1) * epochSeconds). Of an epoch's n seats ⌊(n + f) / 2⌋ + 1 must sign,
/// f = ⌊(n − 1) / 3⌋: any two quorums share more than f seats, so two digests need a seat that signed both, which is provable here.
interface IRouteAnchor is ICorridorSeats {
    struct Anchor {
        bytes32 corridor;
        uint64 epoch;
        bytes32 digest;
        bytes signatures;
    }

    /// @param operators whose signatures were counted: any of them can serve the bundle
    event BundleAnchored(bytes32 indexed corridor, uint64 indexed epoch, bytes32 digest, address[] operators);
    /// @notice A quorum signed another digest than the anchored one, which stands. Who is in both lists signed both.
    event BundleContested(
        bytes32 indexed corridor, uint64 indexed epoch, bytes32 digest, bytes32 anchored, address[] operators
    );
    /// @param reason selector of the error that the anchor alone would have reverted with
    event AnchorSkipped(bytes32 indexed corridor, uint64 indexed epoch, bytes4 reason);
    /// @notice A node key signed two different statements of one kind for one corridor and epoch.
    /// @param first EIP-712 digests of the two statements, the smaller one first
    event Equivocation(
        address indexed operator, bytes32 indexed corridor, uint64 indexed epoch, bytes32 first, bytes32 second
    );

    error EpochNotOver(uint64 epoch, uint256 overAt);
    error InvalidEpochSeconds(uint256 epochSeconds);
    error ZeroDigest();
    error InvalidLength(uint256 length, uint256 unit);
    error NotAscending(address previous, address next);
    error QuorumNotReached(uint256 votes, uint256 required);
    error NoEquivocation(bytes32 first, bytes32 second);
    error InvalidSigner(address signer, address expected);

    /// @notice Anchors a digest of an epoch that is over; anyone may call. The same digest again changes nothing; another one with
    /// a quorum emits BundleContested and changes nothing.
    /// @param signatures 65-byte r ‖ s ‖ v EIP-712 `BundleAnchor(bytes32 corridor,uint64 epoch,bytes32 digest)` signatures of
    /// node keys, in strictly ascending order of the keys' addresses. Those of keys without a vote are not counted
    function anchor(bytes32 corridor, uint64 epoch, bytes32 digest, bytes calldata signatures) external;
    /// @notice Anchors many; those that cannot be anchored are skipped with AnchorSkipped.
    function anchorMany(Anchor[] calldata anchors) external;

    /// @notice Proves that a provider's node key signed two reports for one corridor and epoch; anyone may call.
    function proveReports(
        Report calldata left,
        bytes calldata leftSignature,
        Report calldata right,
        bytes calldata rightSignature
    ) external;
    /// @notice Proves that a provider's node key voted for two digests for one corridor and epoch; anyone may call.
    function proveVotes(
        address operator,
        bytes32 corridor,
        uint64 epoch,
        bytes32 left,
        bytes calldata leftSignature,
        bytes32 right,
        bytes calldata rightSignature
    ) external;

    /// @notice The anchored digest; zero when none.
    function digestOf(bytes32 corridor, uint64 epoch) external view returns (bytes32);
    /// @notice The newest anchored epoch in [epoch - maxAge, epoch] and its digest; zeros when none. One read per epoch looked at.
    function latestAnchorAt(bytes32 corridor, uint64 epoch, uint64 maxAge)
        external
        view
        returns (uint64 anchored, bytes32 digest);
    /// @notice How many seats an epoch has, and how many of them must sign.
    function quorumAt(bytes32 corridor, uint64 epoch) external view returns (uint256 seats, uint256 required);
    /// @notice Whether an operator's vote counts for an epoch, as of now.
    function hasVote(address operator, bytes32 corridor, uint64 epoch) external view returns (bool);
    /// @notice What a node key signs to vote for a digest: its EIP-712 digest.
    function hashAnchor(bytes32 corridor, uint64 epoch, bytes32 digest) external view returns (bytes32);
    /// @notice What a node key signs to report: its EIP-712 digest under the escrow's report domain.
    function hashReport(Report calldata report) external view returns (bytes32);
    /// @notice Length of an epoch, seconds.
    function epochSeconds() external view returns (uint40);
    /// @notice The EIP-712 domain separator of votes.
    function domainSeparator() external view returns (bytes32);
}
