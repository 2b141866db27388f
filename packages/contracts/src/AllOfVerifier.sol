// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAllOfVerifier} from "./interfaces/IAllOfVerifier.sol";
import {IPayoutVerifier} from "./interfaces/IPayoutVerifier.sol";

/// @title All-of verifier
/// @notice Accepts a batch of payouts that every one of two to four fixed verifiers accepts.
contract AllOfVerifier is IAllOfVerifier {
    uint256 private constant MAX_VERIFIERS = 4;

    uint256 private immutable _count;
    address private immutable _verifier0;
    address private immutable _verifier1;
    address private immutable _verifier2;
    address private immutable _verifier3;

    constructor(address[] memory verifiers) {
        uint256 count = verifiers.length;
        if (count < 2 || count > MAX_VERIFIERS) revert InvalidCount(count, MAX_VERIFIERS);
        address[MAX_VERIFIERS] memory parts;
        for (uint256 i; i < count; ++i) {
            if (verifiers[i].code.length == 0) revert InvalidVerifier(verifiers[i]);
            for (uint256 j; j < i; ++j) {
                if (parts[j] == verifiers[i]) revert InvalidVerifier(verifiers[i]); // twice the same proves nothing more
            }
            parts[i] = verifiers[i];
        }
        _count = count;
        (_verifier0, _verifier1, _verifier2, _verifier3) = (parts[0], parts[1], parts[2], parts[3]);
    }

    /// @inheritdoc IPayoutVerifier
    function verify(bytes32 digest, bytes calldata proof) external view returns (bool accepted) {
        address[MAX_VERIFIERS] memory parts = _parts();
        for (uint256 i; i < _count; ++i) {
            if (proof.length < 32) return false;
            uint256 length = uint256(bytes32(proof[:32]));
            if (length > proof.length - 32) return false;
            if (!IPayoutVerifier(parts[i]).verify(digest, proof[32:32 + length])) return false;
            proof = proof[32 + length:];
        }
        return proof.length == 0;
    }

    /// @inheritdoc IAllOfVerifier
    function getVerifiers() external view returns (address[] memory verifiers) {
        address[MAX_VERIFIERS] memory parts = _parts();
        verifiers = new address[](_count);
        for (uint256 i; i < _count; ++i) {
            verifiers[i] = parts[i];
        }
    }

    function _parts() private view returns (address[MAX_VERIFIERS] memory) {
        return [_verifier0, _verifier1, _verifier2, _verifier3];
    }
}
