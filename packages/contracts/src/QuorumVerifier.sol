// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IQuorumVerifier} from "./interfaces/IQuorumVerifier.sol";
import {IPayoutVerifier} from "./interfaces/IPayoutVerifier.sol";
import {Eip712} from "./libraries/Eip712.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Quorum verifier
/// @notice Accepts a batch of payouts that k of n fixed attesters signed.
contract QuorumVerifier is IQuorumVerifier, Eip712 {
    uint256 private constant SIGNATURE_LENGTH = 65;

    /// @inheritdoc IQuorumVerifier
    uint256 public immutable threshold;
    /// @inheritdoc IQuorumVerifier
    mapping(address attester => bool) public isAttester;

    address[] private _attesters;

    constructor(address[] memory attesters, uint256 threshold_) Eip712("Paynode QuorumVerifier") {
        if (threshold_ == 0 || threshold_ > attesters.length) revert InvalidThreshold(threshold_, attesters.length);
        for (uint256 i; i < attesters.length; ++i) {
            if (attesters[i] == address(0) || isAttester[attesters[i]]) revert InvalidAttester(attesters[i]);
            isAttester[attesters[i]] = true;
        }
        _attesters = attesters;
        threshold = threshold_;
    }

    /// @inheritdoc IPayoutVerifier
    function verify(bytes32 digest, bytes calldata proof) external view returns (bool accepted) {
        uint256 count = proof.length / SIGNATURE_LENGTH;
        if (proof.length % SIGNATURE_LENGTH != 0 || count < threshold) return false;
        bytes32 signed = _toDigest(digest);
        address previous;
        for (uint256 i; i < count; ++i) {
            address signer = Signatures.recover(signed, proof[i * SIGNATURE_LENGTH:(i + 1) * SIGNATURE_LENGTH]);
            if (signer <= previous || !isAttester[signer]) return false; // ascending, so nobody counts twice
            previous = signer;
        }
        return true;
    }

    /// @inheritdoc IQuorumVerifier
    function getAttesters() external view returns (address[] memory) {
        return _attesters;
    }

    /// @inheritdoc IQuorumVerifier
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
    }
}
