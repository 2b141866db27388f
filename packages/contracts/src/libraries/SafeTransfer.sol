// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice ERC-20 calls that accept tokens without a return value and refuse tokens that return anything but true. At most one
/// word of an answer is copied, so that a token cannot burn the caller's gas with a long one.
library SafeTransfer {
    error TransferFailed(address token, address to, uint256 amount);
    error WrongDelta(uint256 received, uint256 expected);
    error BalanceTooLarge(uint256 balance, uint256 limit);
    error BalanceUnknown(address token);

    /// @notice Sends tokens or reverts.
    function send(address token, address to, uint256 amount) internal {
        bool ok;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, 0xa9059cbb00000000000000000000000000000000000000000000000000000000) // transfer
            mstore(add(data, 0x04), shr(96, shl(96, to)))
            mstore(add(data, 0x24), amount)
            ok := call(gas(), token, 0, data, 0x44, 0x00, 0x20)
            ok := and(ok, or(and(gt(returndatasize(), 31), eq(mload(0x00), 1)), iszero(returndatasize())))
        }
        if (!ok || token.code.length == 0) revert TransferFailed(token, to, amount);
    }

    /// @notice Pulls allowed tokens into this contract and requires its balance to grow by exactly `amount`.
    function pullExact(address token, address from, uint256 amount) internal {
        uint256 before = balanceOf(token);
        bool ok;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, 0x23b872dd00000000000000000000000000000000000000000000000000000000) // transferFrom
            mstore(add(data, 0x04), shr(96, shl(96, from)))
            mstore(add(data, 0x24), address())
            mstore(add(data, 0x44), amount)
            ok := call(gas(), token, 0, data, 0x64, 0x00, 0x20)
            ok := and(ok, or(and(gt(returndatasize(), 31), eq(mload(0x00), 1)), iszero(returndatasize())))
        }
        if (!ok) revert TransferFailed(token, address(this), amount);
        requireGrowth(token, before, amount);
    }

    /// @notice Requires this contract's balance to be exactly `amount` above `before`. No balance above uint128 is accepted:
    /// so no sum of accounts and orders can ever overflow.
    function requireGrowth(address token, uint256 before, uint256 amount) internal view {
        uint256 balance = balanceOf(token);
        uint256 received = balance > before ? balance - before : 0;
        if (received != amount) revert WrongDelta(received, amount);
        if (balance > type(uint128).max) revert BalanceTooLarge(balance, type(uint128).max);
    }

    /// @notice This contract's balance.
    function balanceOf(address token) internal view returns (uint256 held) {
        bool ok;
        assembly ("memory-safe") {
            mstore(0x00, 0x70a0823100000000000000000000000000000000000000000000000000000000) // balanceOf(address)
            mstore(0x04, address())
            ok := staticcall(gas(), token, 0x00, 0x24, 0x00, 0x20)
            ok := and(ok, gt(returndatasize(), 31))
            held := mload(0x00)
        }
        if (!ok) revert BalanceUnknown(token);
    }
}
