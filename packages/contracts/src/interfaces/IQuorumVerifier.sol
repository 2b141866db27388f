// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPayoutVerifier} from "./IPayoutVerifier.sol";

/// @title Quorum verifier
/// @notice k-of-n attesters, fixed at construction. A proof is 65-byte r ‖ s ‖ v signatures over the EIP-712 digest of
/// the batch, in strictly ascending order of their signers.
interface IQuorumVerifier is IPayoutVerifier {
    error InvalidThreshold(uint256 threshold, uint256 attesters);
    error InvalidAttester(address attester);

    /// @notice How many attesters must sign.
    function threshold() external view returns (uint256);
    /// @notice Whether an address is one of the attesters.
    function isAttester(address attester) external view returns (bool);
    /// @notice All attesters, in the order given at construction.
    function getAttesters() external view returns (address[] memory);
    /// @notice The EIP-712 domain separator that attesters sign under.
    function domainSeparator() external view returns (bytes32);
}
