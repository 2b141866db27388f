// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Says whether a batch of payouts was proven.
interface IPayoutVerifier {
    /// @param digest EIP-712 struct hash of the batch: keccak256(abi.encode(BATCH_TYPEHASH, keccak256(attestation hashes)))
    /// @param proof verifier-specific bytes
    /// @return accepted true when every attestation of the batch is proven
    function verify(bytes32 digest, bytes calldata proof) external view returns (bool accepted);
}
