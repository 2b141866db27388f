// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {IProviderAccounts} from "../interfaces/IProviderAccounts.sol";
import {ReentrancyGuard} from "../libraries/ReentrancyGuard.sol";
import {SafeTransfer} from "../libraries/SafeTransfer.sol";

/// @notice The funds of providers and of everybody whom orders credit.
abstract contract ProviderAccounts is IProviderAccounts, ReentrancyGuard {
    using SafeTransfer for address;

    struct Account {
        uint128 free;
        uint128 locked;
    }

    /// @dev `staked + leaving` never exceeds what an account held when it staked; penalties may eat into it later.
    struct Stake {
        uint104 staked;
        uint104 leaving;
        uint40 leavesAt;
    }

    struct TokenPolicy {
        bool allowed;
        bool paused;
        uint128 instantCap;
    }

    uint256 internal constant UNSTAKE_DELAY = 7 days;

    mapping(address token => TokenPolicy) internal _policies;
    mapping(address account => mapping(address token => Account)) private _accounts;
    mapping(address account => mapping(address token => Stake)) private _stakes;

    /// @inheritdoc IProviderAccounts
    function deposit(address token, uint128 amount) external nonReentrant {
        _deposit(msg.sender, token, amount);
    }

    /// @inheritdoc IProviderAccounts
    function depositFor(address provider, address token, uint128 amount) external nonReentrant {
        if (provider == address(0)) revert IOrderEscrow.ZeroAddress();
        _deposit(provider, token, amount);
    }

    /// @inheritdoc IProviderAccounts
    function withdraw(address token, uint128 amount, address to) external nonReentrant {
        // 1. check
        if (to == address(0) || to == address(this)) revert IOrderEscrow.InvalidReceiver(to);
        Account memory account = _accounts[msg.sender][token];
        if (account.free < amount) revert InsufficientFunds(account.free, amount);
        (uint256 staked, uint256 leaving, uint256 held) = _stakeNow(msg.sender, token);
        if (held - amount < staked + leaving) revert StakeTooLow(held - amount, staked + leaving);
        // 2. effect + event
        _accounts[msg.sender][token].free = account.free - amount;
        emit Withdrawn(msg.sender, token, to, amount);
        // 3. interaction
        token.send(to, amount);
    }

    /// @inheritdoc IProviderAccounts
    function stake(address token, uint128 amount) external {
        // 1. check
        (uint256 staked, uint256 leaving, uint256 held) = _stakeNow(msg.sender, token);
        uint256 required = staked + leaving + amount;
        if (held < required || required > type(uint104).max) revert StakeTooLow(held, required);
        // 2. effect + event
        _stakes[msg.sender][token].staked = uint104(staked + amount); // fits: required does
        emit Staked(msg.sender, token, uint128(staked + amount));
    }

    /// @inheritdoc IProviderAccounts
    function unstake(address token, uint128 amount) external {
        // 1. check
        (uint256 staked, uint256 cooling,) = _stakeNow(msg.sender, token);
        if (staked < amount) revert StakeTooLow(staked, amount);
        // 2. effect + event
        uint256 leaving = cooling + amount;
        uint40 leavesAt = uint40(block.timestamp + UNSTAKE_DELAY);
        _stakes[msg.sender][token] = Stake(uint104(staked - amount), uint104(leaving), leavesAt); // parts of what fitted
        emit UnstakeStarted(msg.sender, token, uint128(staked - amount), uint128(leaving), leavesAt);
    }

    /// @inheritdoc IProviderAccounts
    function accountOf(address provider, address token) external view returns (uint128 free, uint128 locked) {
        Account storage account = _accounts[provider][token];
        return (account.free, account.locked);
    }

    /// @inheritdoc IProviderAccounts
    function stakeOf(address provider, address token)
        external
        view
        returns (uint128 staked, uint128 leaving, uint40 leavesAt)
    {
        (uint256 nowStaked, uint256 nowLeaving,) = _stakeNow(provider, token);
        return (uint128(nowStaked), uint128(nowLeaving), _stakes[provider][token].leavesAt);
    }

    function _deposit(address account, address token, uint128 amount) private {
        // 1. check
        if (!_policies[token].allowed) revert IOrderEscrow.TokenNotAllowed(token);
        // 2. effect + event
        _credit(account, token, amount);
        emit Deposited(account, token, amount);
        // 3. interaction
        token.pullExact(msg.sender, amount);
    }

    /// @dev What of an account's stake is really there. A penalty eats what is staked first, and what is cooling down last; an
    /// account must keep both.
    function _stakeNow(address account, address token)
        private
        view
        returns (uint256 staked, uint256 leaving, uint256 held)
    {
        Stake memory own = _stakes[account][token];
        (uint256 free, uint256 locked) = _read(_accounts[account][token]);
        held = free + locked;
        leaving = block.timestamp < own.leavesAt ? own.leaving : 0;
        if (leaving > held) leaving = held;
        staked = own.staked;
        if (staked > held - leaving) staked = held - leaving;
    }

    /// @dev Credits funds that are in the escrow already.
    function _book(address account, address token, uint256 amount) internal {
        if (amount == 0) return;
        _credit(account, token, amount);
        emit Deposited(account, token, uint128(amount));
    }

    function _credit(address account, address token, uint256 amount) internal {
        _accounts[account][token].free += uint128(amount);
    }

    /// @dev The encoded error that keeps `amount` from being locked; empty when it was locked.
    function _tryLock(address account, address token, uint256 amount) internal returns (bytes memory fault) {
        Account storage stored = _accounts[account][token];
        (uint256 free, uint256 locked) = _read(stored);
        if (free < amount) return abi.encodeWithSelector(InsufficientFunds.selector, free, amount);
        unchecked {
            _write(stored, free - amount, locked + amount); // what is locked was free, so it fits
        }
    }

    /// @dev Takes `unlocked` out of the account's lock and gives it `credited` of free funds; the caller accounts for the difference.
    function _unlock(address account, address token, uint256 unlocked, uint256 credited) internal {
        Account storage stored = _accounts[account][token];
        (uint256 free, uint256 locked) = _read(stored);
        _write(stored, free + credited, locked - unlocked);
    }

    function _read(Account storage stored) private view returns (uint256 free, uint256 locked) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(stored.slot)
        }
        return (uint128(word), word >> 128);
    }

    function _write(Account storage stored, uint256 free, uint256 locked) private {
        if (free > type(uint128).max) revert SafeTransfer.BalanceTooLarge(free, type(uint128).max);
        assembly ("memory-safe") {
            sstore(stored.slot, or(free, shl(128, locked))) // both halves at once
        }
    }
}
