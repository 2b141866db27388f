// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface IERC1271 {
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4);
}

/// @notice Checks signatures of keys and of contract accounts. One signature has one form: 65 bytes, low s, v 27 or 28.
library Signatures {
    // Half of the secp256k1 order: a higher s is the malleable twin of a valid signature.
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @notice The signer of a 65-byte r ‖ s ‖ v signature with low s; zero when malformed.
    function recover(bytes32 digest, bytes calldata signature) internal view returns (address signer) {
        if (signature.length != 65) return address(0);
        assembly ("memory-safe") {
            let input := mload(0x40)
            mstore(input, digest)
            mstore(add(input, 32), byte(0, calldataload(add(signature.offset, 64))))
            calldatacopy(add(input, 64), signature.offset, 64)
            if iszero(gt(mload(add(input, 96)), HALF_ORDER)) {
                mstore(0, 0) // the precompile answers nothing when it refuses
                pop(staticcall(gas(), 1, input, 128, 0, 32))
                signer := mload(0)
            }
        }
    }

    /// @notice True when `signer` approved `digest`, with its own key or, when it has code, by ERC-1271.
    function isValid(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (signer == address(0)) return false;
        if (recover(digest, signature) == signer) return true; // first, for accounts whose key and code coexist (EIP-7702)
        return isApproved(signer, digest, signature);
    }

    /// @notice True when the contract at `account` approves `digest` by ERC-1271. Reads one word of its answer at most, so
    /// that an account cannot burn the caller's gas with a long one.
    function isApproved(address account, bytes32 digest, bytes calldata signature)
        internal
        view
        returns (bool approved)
    {
        if (account.code.length == 0) return false;
        bytes memory data = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        bytes32 magic = bytes32(IERC1271.isValidSignature.selector);
        assembly ("memory-safe") {
            let ok := staticcall(gas(), account, add(data, 32), mload(data), 0, 32)
            approved := and(and(ok, gt(returndatasize(), 31)), eq(mload(0), magic))
        }
    }
}
