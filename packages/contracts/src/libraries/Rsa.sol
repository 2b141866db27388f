// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice RSASSA-PKCS1-v1_5 with SHA-256 and exponent 65537 (RFC 8017, 8.2.2), over the precompiles that every chain has.
library Rsa {
    // DER prefix of a SHA-256 DigestInfo (RFC 8017, 9.2, note 1).
    bytes19 private constant DIGEST_INFO = 0x3031300d060960864801650304020105000420;
    uint256 private constant TAIL_LENGTH = 52; // 0x00 ‖ DIGEST_INFO ‖ hash

    /// @notice True when `signature` is the key's over `hash`. Builds the one padded message that is right and compares all of it:
    /// what is never parsed cannot be parsed leniently.
    /// @param modulus a multiple of 32 bytes, at least 256
    function verify(bytes32 hash, bytes calldata signature, bytes memory modulus) internal view returns (bool) {
        if (signature.length != modulus.length || !_isBelow(signature, modulus)) return false;
        (bool ok, bytes memory answer) = address(5)
            .staticcall(abi.encodePacked(modulus.length, uint256(3), modulus.length, signature, hex"010001", modulus));
        return ok && keccak256(answer) == keccak256(_pad(hash, modulus.length));
    }

    /// @dev A signature plus the modulus would verify too: one message, one signature.
    function _isBelow(bytes calldata signature, bytes memory modulus) private pure returns (bool below) {
        assembly ("memory-safe") {
            for { let offset := 0 } lt(offset, signature.length) { offset := add(offset, 32) } {
                let left := calldataload(add(signature.offset, offset))
                let right := mload(add(add(modulus, 32), offset))
                if xor(left, right) {
                    below := lt(left, right)
                    break
                }
            }
        }
    }

    /// @dev 0x0001 ‖ 0xff… ‖ 0x00 ‖ DIGEST_INFO ‖ hash
    function _pad(bytes32 hash, uint256 length) private pure returns (bytes memory padded) {
        padded = new bytes(length);
        assembly ("memory-safe") {
            let data := add(padded, 32)
            for { let offset := 0 } lt(offset, length) { offset := add(offset, 32) } {
                mstore(add(data, offset), not(0))
            }
            mstore(data, shr(8, not(shl(248, 0xfe)))) // 0x00 ‖ 0x01 ‖ 0xff…
            let tail := add(data, sub(length, TAIL_LENGTH))
            mstore8(tail, 0)
            mstore(add(tail, 1), DIGEST_INFO)
            mstore(add(tail, 20), hash)
        }
    }
}
