// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPayoutVerifier} from "./IPayoutVerifier.sol";

/// @title All-of verifier
/// @notice Accepts a batch that every one of several verifiers accepts, each with its own proof: attesters who read receipts and
/// the PSP's own key, say, which no single break-in opens both of.
/// @dev A proof is the parts' proofs in the order of `getVerifiers`, each after its length in 32 bytes, with nothing after the last.
interface IAllOfVerifier is IPayoutVerifier {
    error InvalidCount(uint256 count, uint256 limit);
    error InvalidVerifier(address verifier);

    /// @notice The parts, in the order in which a proof serves them.
    function getVerifiers() external view returns (address[] memory);
}
