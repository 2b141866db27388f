// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface IERC20Minimal {
    function balanceOf(address account) external view returns (uint256);
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// @notice ERC-20 calls that accept tokens without a return value and refuse tokens that return false.
library SafeTransfer {
    error TransferFailed(address token, address to, uint256 amount);
    error WrongDelta(uint256 received, uint256 expected);

    /// @notice Sends tokens or reverts.
    function send(address token, address to, uint256 amount) internal {
        if (!trySend(token, to, amount)) revert TransferFailed(token, to, amount);
    }

    /// @notice Sends tokens; false when the token refuses.
    function trySend(address token, address to, uint256 amount) internal returns (bool) {
        return _call(token, abi.encodeCall(IERC20Minimal.transfer, (to, amount)));
    }

    /// @notice Pulls tokens into this contract and requires its balance to grow by exactly `amount`.
    function pullExact(address token, address from, uint256 amount) internal {
        uint256 before = IERC20Minimal(token).balanceOf(address(this));
        if (!_call(token, abi.encodeCall(IERC20Minimal.transferFrom, (from, address(this), amount)))) {
            revert TransferFailed(token, address(this), amount);
        }
        uint256 balance = IERC20Minimal(token).balanceOf(address(this));
        uint256 received = balance > before ? balance - before : 0;
        if (received != amount) revert WrongDelta(received, amount);
    }

    /// @dev Copies one word of the answer at most, so that a token cannot burn the caller's gas with a long one.
    function _call(address token, bytes memory data) private returns (bool ok) {
        uint256 size;
        uint256 word;
        assembly ("memory-safe") {
            mstore(0, 0)
            ok := call(gas(), token, 0, add(data, 32), mload(data), 0, 32)
            size := returndatasize()
            word := mload(0)
        }
        if (!ok) return false;
        return size == 0 ? token.code.length != 0 : size >= 32 && word == 1;
    }
}
