// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice The one view of an escrow's accounts that weighing by stake reads, with stakes set by a test.
contract StakeBook {
    mapping(address provider => mapping(address token => uint128)) private _staked;

    function setStake(address provider, address token, uint128 staked) external {
        _staked[provider][token] = staked;
    }

    /// @dev What is leaving is never zero, so that a test notices when it is weighed.
    function stakeOf(address provider, address token) external view returns (uint128, uint128, uint40) {
        return (_staked[provider][token], 1_000_000e6, type(uint40).max);
    }
}
