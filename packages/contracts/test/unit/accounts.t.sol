// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

contract AccountsTest is EscrowTest {
    function test_deposit_emitsDeposited() public {
        _fund(stranger, address(token), 5);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.Deposited(stranger, address(token), 5);
        vm.prank(stranger);
        escrow.deposit(address(token), 5);
        _assertAccount(stranger, 5, 0);
    }

    function test_depositFor_succeeds_creditsTheOther() public {
        _fund(stranger, address(token), 5);
        vm.prank(stranger);
        escrow.depositFor(provider, address(token), 5);
        _assertAccount(provider, STAKE + 5, 0);
    }

    function test_depositFor_reverts_whenProviderIsZero() public {
        vm.expectRevert(IOrderEscrow.ZeroAddress.selector);
        escrow.depositFor(address(0), address(token), 5);
    }

    function test_deposit_reverts_whenTokenIsNotAllowed() public {
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.TokenNotAllowed.selector, stranger));
        escrow.deposit(stranger, 1);
    }

    function test_withdraw_succeeds_paysOut() public {
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.Withdrawn(provider, address(token), stranger, 7);
        vm.prank(provider);
        escrow.withdraw(address(token), 7, stranger);
        assertEq(token.balanceOf(stranger), 7);
        _assertAccount(provider, STAKE - 7, 0);
    }

    function test_withdraw_reverts_whenItBacksALiveClaim() public {
        _claim(_order());
        _expectPair(IOrderEscrow.InsufficientStake.selector, STAKE - BOND, STAKE);
        vm.prank(provider);
        escrow.withdraw(address(token), STAKE, provider);
    }

    function test_withdraw_reverts_whenReceiverLosesIt() public {
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidReceiver.selector, address(0)));
        escrow.withdraw(address(token), 1, address(0));
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidReceiver.selector, escrow));
        escrow.withdraw(address(token), 1, address(escrow));
    }

    function testFuzz_bondOf_roundsUp(uint128 amount) public view {
        uint256 bond = escrow.bondOf(amount);
        assertGe(bond * 10_000, uint256(amount) * 100);
        if (bond > 0) assertLt((bond - 1) * 10_000, uint256(amount) * 100);
    }

    function test_constructor_reverts_whenArgumentsAreUnsafe() public {
        address[] memory tokens = new address[](1);
        uint128[] memory caps = new uint128[](1);
        tokens[0] = address(token);
        vm.expectRevert(IOrderEscrow.ZeroAddress.selector);
        new OrderEscrow(address(0), tokens, caps, 100, 50, feeReceiver);
        vm.expectRevert(IOrderEscrow.ZeroAddress.selector);
        new OrderEscrow(address(registry), tokens, caps, 100, 50, address(0));
        _expectPair(IOrderEscrow.LengthMismatch.selector, 1, 0);
        new OrderEscrow(address(registry), tokens, new uint128[](0), 100, 50, feeReceiver);
        _expectPair(IOrderEscrow.AmountOutOfRange.selector, 10_001, 10_000);
        new OrderEscrow(address(registry), tokens, caps, 10_001, 50, feeReceiver);
        _expectPair(IOrderEscrow.FeeTooHigh.selector, 1_001, 1_000);
        new OrderEscrow(address(registry), tokens, caps, 100, 1_001, feeReceiver);
        tokens[0] = stranger;
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.TokenNotAllowed.selector, stranger));
        new OrderEscrow(address(registry), tokens, caps, 100, 50, feeReceiver);
    }
}
