// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "./interfaces/IOrderEscrow.sol";
import {ReentrancyGuard} from "./libraries/ReentrancyGuard.sol";
import {SafeTransfer} from "./libraries/SafeTransfer.sol";

/// @notice One slot per (account, token): `free` can be withdrawn and backs claims, `locked` backs live claims and disputes.
abstract contract ProviderAccounts is IOrderEscrow, ReentrancyGuard {
    using SafeTransfer for address;

    struct Account {
        uint128 free;
        uint128 locked;
    }

    struct TokenPolicy {
        bool allowed;
        uint128 instantCap;
    }

    mapping(address token => TokenPolicy) internal _policies;
    mapping(address account => mapping(address token => Account)) private _accounts;

    /// @inheritdoc IOrderEscrow
    function deposit(address token, uint128 amount) external nonReentrant {
        _deposit(msg.sender, token, amount);
    }

    /// @inheritdoc IOrderEscrow
    function depositFor(address provider, address token, uint128 amount) external nonReentrant {
        if (provider == address(0)) revert ZeroAddress();
        _deposit(provider, token, amount);
    }

    /// @inheritdoc IOrderEscrow
    function withdraw(address token, uint128 amount, address to) external nonReentrant {
        // 1. check
        if (to == address(0) || to == address(this)) revert InvalidReceiver(to);
        // 2. effect + event
        _takeFree(msg.sender, token, amount);
        emit Withdrawn(msg.sender, token, to, amount);
        // 3. interaction
        token.send(to, amount);
    }

    /// @inheritdoc IOrderEscrow
    function accountOf(address provider, address token) external view returns (uint128 free, uint128 locked) {
        Account storage account = _accounts[provider][token];
        return (account.free, account.locked);
    }

    /// @inheritdoc IOrderEscrow
    function tokenPolicyOf(address token) external view returns (bool allowed, uint128 instantCap) {
        TokenPolicy storage policy = _policies[token];
        return (policy.allowed, policy.instantCap);
    }

    function _deposit(address account, address token, uint128 amount) private {
        // 1. check
        _checkToken(token);
        // 2. effect + event
        _credit(account, token, amount);
        emit Deposited(account, token, amount);
        // 3. interaction
        token.pullExact(msg.sender, amount);
    }

    function _checkToken(address token) internal view {
        if (!_policies[token].allowed) revert TokenNotAllowed(token);
    }

    function _credit(address account, address token, uint128 amount) internal {
        _accounts[account][token].free += amount;
    }

    function _takeFree(address account, address token, uint128 amount) internal {
        uint128 free = _accounts[account][token].free;
        if (free < amount) revert InsufficientStake(free, amount);
        _accounts[account][token].free = free - amount;
    }

    function _lock(address account, address token, uint128 amount) internal {
        Account memory current = _accounts[account][token];
        if (current.free < amount) revert InsufficientStake(current.free, amount);
        _accounts[account][token] = Account(current.free - amount, current.locked + amount);
    }

    /// @dev Takes `locked` out of the account's lock and gives it `credited` of free funds; the caller accounts for the difference.
    function _unlock(address account, address token, uint128 locked, uint128 credited) internal {
        Account memory current = _accounts[account][token];
        _accounts[account][token] = Account(current.free + credited, current.locked - locked);
    }
}
