// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice stake, unstake, and what they leave to withdraw.
contract StakeTest is EscrowTest {
    function test_stake_succeeds_keepsFundsInTheAccount() public {
        vm.expectEmit(address(escrow));
        emit IProviderAccounts.Staked(provider, address(token), 300e6);
        _stake(300e6);
        vm.expectEmit(address(escrow));
        emit IProviderAccounts.Staked(provider, address(token), STAKE);
        _stake(200e6);
        _assertStake(STAKE, 0, 0);
        _assertAccount(provider, STAKE, 0);
    }

    function test_stake_reverts_whenMoreThanHeld() public {
        _expectPair(IProviderAccounts.StakeTooLow.selector, STAKE, STAKE + 1);
        _stake(STAKE + 1);
        _stake(STAKE - 1);
        _expectPair(IProviderAccounts.StakeTooLow.selector, STAKE, STAKE + 1);
        _stake(2);
    }

    function test_stake_succeeds_countsLockedFunds() public {
        _claim(_order());
        _stake(STAKE);
        _assertStake(STAKE, 0, 0);
    }

    function test_stake_succeeds_stillBacksClaims() public {
        _stake(STAKE);
        _claim(_order());
        _assertAccount(provider, STAKE - BOND, BOND);
    }

    function test_stake_reverts_whenItPassesItsType() public {
        uint128 most = type(uint104).max;
        _deposit(provider, most + 1 - STAKE);
        _expectPair(IProviderAccounts.StakeTooLow.selector, uint256(most) + 1, uint256(most) + 1);
        _stake(most + 1);
        _stake(most);
        _assertStake(most, 0, 0);
    }

    function test_withdraw_reverts_whenStaked() public {
        _stake(STAKE - 10);
        _expectPair(IProviderAccounts.StakeTooLow.selector, STAKE - 11, STAKE - 10);
        _withdraw(11);
        _withdraw(10);
        _assertAccount(provider, STAKE - 10, 0);
    }

    function test_unstake_succeeds_freesAfterTheDelay() public {
        _stake(STAKE);
        uint40 leavesAt = uint40(block.timestamp + 7 days);
        vm.expectEmit(address(escrow));
        emit IProviderAccounts.UnstakeStarted(provider, address(token), 300e6, 200e6, leavesAt);
        _unstake(200e6);
        _assertStake(300e6, 200e6, leavesAt);
        vm.warp(leavesAt - 1);
        _expectPair(IProviderAccounts.StakeTooLow.selector, STAKE - 1, STAKE);
        _withdraw(1);
        vm.warp(leavesAt);
        _assertStake(300e6, 0, leavesAt);
        _expectPair(IProviderAccounts.StakeTooLow.selector, 300e6 - 1, 300e6);
        _withdraw(200e6 + 1);
        _withdraw(200e6);
    }

    function test_unstake_succeeds_secondCallStartsAnew() public {
        _stake(STAKE);
        _unstake(100e6);
        vm.warp(block.timestamp + 7 days - 1);
        _unstake(50e6);
        _assertStake(350e6, 150e6, uint40(block.timestamp + 7 days));
        vm.warp(block.timestamp + 7 days);
        _unstake(1);
        _assertStake(350e6 - 1, 1, uint40(block.timestamp + 7 days));
    }

    function test_unstake_reverts_whenMoreThanStaked() public {
        _stake(10);
        _expectPair(IProviderAccounts.StakeTooLow.selector, 10, 11);
        _unstake(11);
    }

    function test_stake_reverts_whenFundsAreStillCoolingDown() public {
        _stake(STAKE);
        _unstake(STAKE);
        _expectPair(IProviderAccounts.StakeTooLow.selector, STAKE, STAKE + 1);
        _stake(1);
        vm.warp(block.timestamp + 7 days);
        _stake(STAKE);
        _assertStake(STAKE, 0, uint40(block.timestamp));
    }

    /// @dev Penalties eat into stake: what is not there has no weight.
    function test_stakeOf_succeeds_showsWhatPenaltiesLeft() public {
        _stake(STAKE);
        Order memory order = _order();
        _claim(order);
        vm.warp(block.timestamp + 1 hours + 1);
        escrow.expireClaim(order);
        _assertStake(STAKE - BOND / 2, 0, 0);
        _expectPair(IProviderAccounts.StakeTooLow.selector, STAKE - BOND / 2 - 1, STAKE - BOND / 2);
        _withdraw(1);
    }

    /// @dev The whole of a penalized stake can leave in one go: found by the invariants.
    function test_unstake_succeeds_afterAPenalty() public {
        _stake(STAKE);
        Order memory order = _order();
        _claim(order);
        vm.warp(block.timestamp + 1 hours + 1);
        escrow.expireClaim(order);
        _unstake(STAKE - BOND / 2);
        _assertStake(0, STAKE - BOND / 2, uint40(block.timestamp + 7 days));
        vm.warp(block.timestamp + 7 days);
        _withdraw(STAKE - BOND / 2);
        _assertAccount(provider, 0, 0);
    }

    /// @dev What is cooling down is eaten last.
    function test_stakeOf_succeeds_whenAPenaltyMeetsFundsThatAreLeaving() public {
        _stake(STAKE);
        _unstake(300e6);
        uint40 leavesAt = uint40(block.timestamp + 7 days);
        Order memory order = _order();
        _claim(order);
        vm.warp(block.timestamp + 1 hours + 1);
        escrow.expireClaim(order);
        _assertStake(STAKE - 300e6 - BOND / 2, 300e6, leavesAt);
    }

    function _stake(uint128 amount) private {
        vm.prank(provider);
        escrow.stake(address(token), amount);
    }

    function _unstake(uint128 amount) private {
        vm.prank(provider);
        escrow.unstake(address(token), amount);
    }

    function _withdraw(uint128 amount) private {
        vm.prank(provider);
        escrow.withdraw(address(token), amount, provider);
    }

    function _assertStake(uint128 staked, uint128 leaving, uint40 leavesAt) private view {
        (uint128 actual, uint128 actualLeaving, uint40 actualLeavesAt) = escrow.stakeOf(provider, address(token));
        assertEq(actual, staked, "staked");
        assertEq(actualLeaving, leaving, "leaving");
        assertEq(actualLeavesAt, leavesAt, "leavesAt");
    }
}
