// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPayoutVerifier} from "./IPayoutVerifier.sol";

/// @title PSP key verifier
/// @notice Accepts what the payment service provider itself signed: the one party that knows whether money moved, instead of
/// attesters who read its receipts. RSA, because the key stays in the hardware that banks and PSPs sign with already
/// (RSASSA-PKCS1-v1_5 with SHA-256, which every HSM, KMS and `openssl dgst -sha256 -sign` does) and needs no precompile that
/// some chains lack.
/// @dev The signed message is the 66 bytes 0x1901 ‖ domainSeparator ‖ digest, so a signature is worth nothing on another chain or
/// for another verifier. A proof is the signature alone, as long as the modulus. One key is one point of failure, lost or
/// stolen: desks put this verifier beside a quorum in an `AllOfVerifier`, and name another one in new orders when the PSP changes keys.
interface IPspKeyVerifier is IPayoutVerifier {
    error InvalidModulus(uint256 length);

    /// @notice The modulus of the PSP's public key, big-endian; its exponent is 65537.
    function modulus() external view returns (bytes memory);
    /// @notice What the PSP signs for a batch.
    function messageOf(bytes32 digest) external view returns (bytes memory);
    /// @notice The EIP-712 domain separator of messages.
    function domainSeparator() external view returns (bytes32);
}
