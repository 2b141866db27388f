// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPayoutVerifier} from "./IPayoutVerifier.sol";

/// @title Quorum verifier
/// @notice k-of-n attesters, fixed at construction. An attester signs the EIP-712 digest of the batch's struct hash under this
/// verifier's domain, so a proof is worth nothing on another chain or for another verifier.
/// @dev A proof is the attesters' approvals one after the other, in strictly ascending order of the attesters' addresses,
/// with nothing between or after them. The byte at offset 64 of each says which of the two forms it has:
/// - a key's: r (32) ‖ s (32, low half of the order) ‖ v (1: 27 or 28); 65 bytes, so k keys make 65 * k bytes;
/// - an ERC-1271 contract's: its address (32, left-padded) ‖ length (32) ‖ 0 (1) ‖ signature (length bytes), where the
///   signature is whatever `isValidSignature(digest, signature)` of that contract takes.
/// Anything else is refused: more approvals than attesters, an approval by anybody else, the same attester twice.
interface IQuorumVerifier is IPayoutVerifier {
    error InvalidThreshold(uint256 threshold, uint256 attesters);
    error InvalidAttester(address attester);
    error TooManyAttesters(uint256 attesters, uint256 limit);

    /// @notice How many attesters must sign.
    function threshold() external view returns (uint256);
    /// @notice Whether an address is one of the attesters.
    function isAttester(address attester) external view returns (bool);
    /// @notice All attesters, ascending: the order in which a proof names them.
    function getAttesters() external view returns (address[] memory);
    /// @notice The EIP-712 domain separator that attesters sign under.
    function domainSeparator() external view returns (bytes32);
}
