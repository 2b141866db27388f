// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Quorum} from "../src/libraries/Quorum.sol";

/// @notice Statements about the escrow's own functions for the SMTChecker, one a function: for every argument and every stored
/// word, none of the assertions can fail. Nothing here is deployed; `npm run prove` asks. The checker would take hours over the
/// whole escrow, so the script cuts the functions and structs that a `// cut` line names out of their source and puts their text in its place.
/// Shifts and masks it does not decide, so the two functions that read and write a packed word stand here with the word's fields;
/// nor, in minutes, what a write to a nested mapping leaves in both halves: the invariants test that.
contract AccountsProof {
    // cut ../src/escrow/ProviderAccounts.sol: Account Stake _stakeNow _credit _unlock

    mapping(address account => mapping(address token => Account)) private _accounts;
    mapping(address account => mapping(address token => Stake)) private _stakes;

    function _read(Account storage stored) private view returns (uint256 free, uint256 locked) {
        return (stored.free, stored.locked);
    }

    function _write(Account storage stored, uint256 free, uint256 locked) private {
        require(free <= type(uint128).max); // as there
        stored.free = uint128(free);
        stored.locked = uint128(locked);
    }

    /// @dev Nobody's lock gives more than it holds.
    function unlockingStaysInTheLock(address account, address token, uint128 unlocked, uint128 credited) external {
        uint256 locked = _accounts[account][token].locked;
        _unlock(account, token, unlocked, credited);
        assert(unlocked <= locked);
    }

    /// @dev A credit does not touch the lock.
    function creditingLeavesTheLock(address account, address token, uint128 amount) external {
        uint256 locked = _accounts[account][token].locked;
        _credit(account, token, amount);
        assert(_accounts[account][token].locked == locked);
    }

    /// @dev Stake is never more than what the account holds, whatever penalties took, nor more than what was staked.
    function stakeIsHeld(address account, address token) external view {
        (uint256 staked, uint256 leaving, uint256 held) = _stakeNow(account, token);
        Stake memory own = _stakes[account][token];
        assert(staked + leaving <= held);
        assert(staked <= own.staked && leaving <= own.leaving);
        assert(leaving == 0 || block.timestamp < own.leavesAt);
    }
}

/// @notice Bonds and fees.
contract AmountsProof {
    uint256 private constant MAX_RATE = 1_000;
    uint256 internal constant BPS = 10_000;
    uint16 public immutable bondBps;

    constructor(uint16 bondBps_) {
        bondBps = bondBps_;
    }

    // cut ../src/escrow/EscrowBase.sol: _bondOf

    /// @dev A bond is at most the amount, never less than its share, and nothing on the way wraps.
    function bondIsAPartOfTheAmount(uint128 amount) external view {
        require(bondBps <= BPS); // the constructor's check
        uint256 bond = _bondOf(amount);
        assert(bond <= amount);
        assert(bond * BPS >= uint256(amount) * bondBps);
    }

    /// @dev Fees and the credit add up to the amount: the lines of `_settle`, with each rate already taken out of its word.
    function settlingConserves(uint128 amount_, uint16 first, uint16 second) external pure {
        require(first <= MAX_RATE && second <= MAX_RATE); // what `create` lets through
        uint256 amount = amount_;
        uint256 integratorFee;
        uint256 protocolFee;
        uint256 credited;
        // lines ../src/escrow/EscrowBase.sol: integratorFee protocolFee credited
        assert(credited <= amount);
        assert(credited + integratorFee + protocolFee == amount);
        assert(integratorFee * BPS <= amount * first && protocolFee * BPS <= amount * second);
    }
}

/// @notice Quorums.
contract QuorumProof {
    /// @dev Two quorums of one set share more members than can be faulty, and a set without its faulty members is a quorum.
    function quorumsShareAnHonestMember(uint64 members) external pure {
        require(members > 0);
        uint256 faulty = (uint256(members) - 1) / 3;
        uint256 size = Quorum.sizeOf(members);
        assert(2 * size > members + faulty);
        assert(size <= members);
        assert(size <= members - faulty);
    }
}
