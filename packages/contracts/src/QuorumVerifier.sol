// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPayoutVerifier} from "./interfaces/IPayoutVerifier.sol";
import {IQuorumVerifier} from "./interfaces/IQuorumVerifier.sol";
import {Eip712} from "./libraries/Eip712.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Quorum verifier
/// @notice Accepts a batch of payouts that k of n fixed attesters signed.
/// @dev Attesters live in the code, so that a proof is checked without reading storage.
contract QuorumVerifier is IQuorumVerifier, Eip712 {
    uint256 private constant HEAD_LENGTH = 65;
    uint256 private constant MAX_ATTESTERS = 16;
    uint8 private constant CONTRACT_MARK = 0; // where a key's signature has its v

    /// @inheritdoc IQuorumVerifier
    uint256 public immutable threshold;

    uint256 private immutable _count;
    address private immutable _attester0;
    address private immutable _attester1;
    address private immutable _attester2;
    address private immutable _attester3;
    address private immutable _attester4;
    address private immutable _attester5;
    address private immutable _attester6;
    address private immutable _attester7;
    address private immutable _attester8;
    address private immutable _attester9;
    address private immutable _attester10;
    address private immutable _attester11;
    address private immutable _attester12;
    address private immutable _attester13;
    address private immutable _attester14;
    address private immutable _attester15;

    /// @param attesters in any order
    constructor(address[] memory attesters, uint256 threshold_) Eip712("Paynode QuorumVerifier") {
        uint256 count = attesters.length;
        if (count > MAX_ATTESTERS) revert TooManyAttesters(count, MAX_ATTESTERS);
        if (threshold_ == 0 || threshold_ > count) revert InvalidThreshold(threshold_, count);
        address[MAX_ATTESTERS] memory sorted = _sort(attesters);
        threshold = threshold_;
        _count = count;
        _attester0 = sorted[0];
        _attester1 = sorted[1];
        _attester2 = sorted[2];
        _attester3 = sorted[3];
        _attester4 = sorted[4];
        _attester5 = sorted[5];
        _attester6 = sorted[6];
        _attester7 = sorted[7];
        _attester8 = sorted[8];
        _attester9 = sorted[9];
        _attester10 = sorted[10];
        _attester11 = sorted[11];
        _attester12 = sorted[12];
        _attester13 = sorted[13];
        _attester14 = sorted[14];
        _attester15 = sorted[15];
    }

    /// @inheritdoc IPayoutVerifier
    function verify(bytes32 digest, bytes calldata proof) external view returns (bool accepted) {
        bytes32 signed = _toDigest(digest);
        address previous;
        uint256 approvals;
        while (proof.length >= HEAD_LENGTH) {
            (bytes calldata head, bytes calldata rest) = _split(proof, HEAD_LENGTH);
            (bytes32 first, uint256 second, uint8 mark) = _read(head);
            address signer = mark == CONTRACT_MARK ? address(uint160(uint256(first))) : Signatures.recover(signed, head);
            if (signer <= previous || !isAttester(signer)) return false; // ascending, so nobody counts twice
            if (mark == CONTRACT_MARK) {
                if (uint256(first) > type(uint160).max || second > rest.length) return false;
                (head, rest) = _split(rest, second);
                if (!Signatures.isApproved(signer, signed, head)) return false;
            }
            previous = signer;
            proof = rest;
            unchecked {
                ++approvals;
            }
        }
        return proof.length == 0 && approvals >= threshold;
    }

    /// @inheritdoc IQuorumVerifier
    function isAttester(address attester) public view returns (bool) {
        if (attester == address(0)) return false; // what the unused places hold
        uint256 hits = _equal(attester, _attester0) | _equal(attester, _attester1) | _equal(attester, _attester2)
            | _equal(attester, _attester3);
        if (hits != 0) return true;
        if (_count <= 4) return false;
        hits = _equal(attester, _attester4) | _equal(attester, _attester5) | _equal(attester, _attester6)
            | _equal(attester, _attester7) | _equal(attester, _attester8) | _equal(attester, _attester9)
            | _equal(attester, _attester10) | _equal(attester, _attester11) | _equal(attester, _attester12)
            | _equal(attester, _attester13) | _equal(attester, _attester14) | _equal(attester, _attester15);
        return hits != 0;
    }

    /// @inheritdoc IQuorumVerifier
    function getAttesters() external view returns (address[] memory attesters) {
        address[MAX_ATTESTERS] memory table = [
            _attester0,
            _attester1,
            _attester2,
            _attester3,
            _attester4,
            _attester5,
            _attester6,
            _attester7,
            _attester8,
            _attester9,
            _attester10,
            _attester11,
            _attester12,
            _attester13,
            _attester14,
            _attester15
        ];
        attesters = new address[](_count);
        for (uint256 i; i < _count; ++i) {
            attesters[i] = table[i];
        }
    }

    /// @inheritdoc IQuorumVerifier
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
    }

    /// @dev One or zero, without a jump.
    function _equal(address left, address right) private pure returns (uint256 result) {
        assembly ("memory-safe") {
            result := iszero(shl(96, xor(left, right))) // assembly sees the bits that Solidity has not cleaned yet
        }
    }

    /// @dev Cuts data in two without checking; the caller knows that `length` fits.
    function _split(bytes calldata data, uint256 length)
        private
        pure
        returns (bytes calldata head, bytes calldata rest)
    {
        assembly ("memory-safe") {
            head.offset := data.offset
            head.length := length
            rest.offset := add(data.offset, length)
            rest.length := sub(data.length, length)
        }
    }

    /// @dev The two words and the byte that every approval starts with.
    function _read(bytes calldata head) private pure returns (bytes32 first, uint256 second, uint8 mark) {
        assembly ("memory-safe") {
            first := calldataload(head.offset)
            second := calldataload(add(head.offset, 32))
            mark := byte(0, calldataload(add(head.offset, 64)))
        }
    }

    /// @dev Insertion sort; refuses zero and anybody twice.
    function _sort(address[] memory attesters) private pure returns (address[MAX_ATTESTERS] memory sorted) {
        for (uint256 i; i < attesters.length; ++i) {
            address attester = attesters[i];
            if (attester == address(0)) revert InvalidAttester(attester);
            uint256 at = i;
            while (at > 0 && sorted[at - 1] > attester) {
                sorted[at] = sorted[at - 1];
                --at;
            }
            if (at > 0 && sorted[at - 1] == attester) revert InvalidAttester(attester);
            sorted[at] = attester;
        }
    }
}
