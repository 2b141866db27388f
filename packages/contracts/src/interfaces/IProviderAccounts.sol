// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Accounts inside the escrow
/// @notice One slot per (account, token): `free` can be withdrawn and backs claims; `locked` backs live claims and disputes.
/// An account may stake part of its funds: staked funds still back claims, but leave only after a cool-down.
interface IProviderAccounts {
    /// @notice Funds came in from outside, or from an order or fees that were in the escrow already.
    event Deposited(address indexed provider, address indexed token, uint128 amount);
    event Withdrawn(address indexed provider, address indexed token, address to, uint128 amount);
    event Staked(address indexed provider, address indexed token, uint128 staked);
    /// @param staked what stays staked
    /// @param leaving everything that is cooling down now
    event UnstakeStarted(
        address indexed provider, address indexed token, uint128 staked, uint128 leaving, uint40 leavesAt
    );

    error InsufficientFunds(uint256 free, uint256 required);
    error StakeTooLow(uint256 staked, uint256 required);

    /// @notice Adds to msg.sender's free funds (allowance).
    function deposit(address token, uint128 amount) external;
    /// @notice Adds to another account's free funds, paid by msg.sender (allowance).
    function depositFor(address provider, address token, uint128 amount) external;
    /// @notice Pays out msg.sender's free funds; what backs live claims stays, and so does what is staked or cooling down.
    function withdraw(address token, uint128 amount, address to) external;
    /// @notice Stakes msg.sender's funds: they stay in the account and back claims, and count as weight in `stakeOf`.
    function stake(address token, uint128 amount) external;
    /// @notice Starts the cool-down of staked funds: they lose their weight at once and can be withdrawn after UNSTAKE_DELAY.
    /// A second call starts the cool-down of everything that is leaving anew.
    function unstake(address token, uint128 amount) external;

    /// @notice Funds of an address, token units.
    function accountOf(address provider, address token) external view returns (uint128 free, uint128 locked);
    /// @notice Staked funds that are really there, and what is cooling down. Penalties eat what is staked first.
    function stakeOf(address provider, address token)
        external
        view
        returns (uint128 staked, uint128 leaving, uint40 leavesAt);
}
