// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";
import {ReentrancyGuard} from "../../src/libraries/ReentrancyGuard.sol";
import {SafeTransfer} from "../../src/libraries/SafeTransfer.sol";

/// @notice Tokens that deviate are refused or handled; nothing is lost.
contract TokensTest is EscrowTest {
    function test_create_reverts_whenTokenTakesAFee() public {
        Order memory order = _with(address(feeOnTransfer));
        _fund(payer.addr, address(feeOnTransfer), AMOUNT);
        _expectPair(SafeTransfer.WrongDelta.selector, AMOUNT - 1, AMOUNT);
        vm.prank(payer.addr);
        escrow.create(order);
    }

    function test_deposit_reverts_whenTokenTakesAFee() public {
        _fund(provider, address(feeOnTransfer), 10);
        _expectPair(SafeTransfer.WrongDelta.selector, 9, 10);
        vm.prank(provider);
        escrow.deposit(address(feeOnTransfer), 10);
    }

    function test_create_reverts_whenTokenReturnsFalse() public {
        Order memory order = _with(address(returnsFalse));
        _fund(payer.addr, address(returnsFalse), AMOUNT);
        returnsFalse.stop();
        vm.expectPartialRevert(SafeTransfer.TransferFailed.selector);
        vm.prank(payer.addr);
        escrow.create(order);
    }

    function test_withdraw_reverts_whenTokenReturnsFalse() public {
        _fund(provider, address(returnsFalse), 10);
        vm.startPrank(provider);
        escrow.deposit(address(returnsFalse), 10);
        returnsFalse.stop();
        vm.expectPartialRevert(SafeTransfer.TransferFailed.selector);
        escrow.withdraw(address(returnsFalse), 10, provider);
        (uint128 free,) = escrow.accountOf(provider, address(returnsFalse));
        assertEq(free, 10);
    }

    function test_reclaim_succeeds_withoutReturnValue() public {
        Order memory order = _with(address(noReturn));
        _create(order);
        vm.warp(order.settlement.reclaimAfter);
        escrow.reclaim(order);
        assertEq(noReturn.balanceOf(refundTo), AMOUNT);
    }

    function test_reclaim_succeeds_creditsAccountWhenDenied() public {
        Order memory order = _with(address(denyList));
        bytes32 orderId = _create(order);
        denyList.deny(refundTo, true);
        vm.warp(order.settlement.reclaimAfter);
        escrow.reclaim(order);
        _assertStatus(orderId, Status.Refunded);
        assertEq(denyList.balanceOf(refundTo), 0);
        vm.prank(refundTo);
        escrow.withdraw(address(denyList), AMOUNT, stranger);
        assertEq(denyList.balanceOf(stranger), AMOUNT);
    }

    function test_reclaim_succeeds_creditsAccountWhenTokenReturnsFalse() public {
        Order memory order = _with(address(returnsFalse));
        _create(order);
        returnsFalse.stop();
        vm.warp(order.settlement.reclaimAfter);
        escrow.reclaim(order);
        (uint128 free,) = escrow.accountOf(refundTo, address(returnsFalse));
        assertEq(free, AMOUNT);
    }

    function test_reclaim_succeeds_reentrantTokenGetsNothingMore() public {
        Order memory order = _with(address(reentrant));
        _create(order);
        reentrant.arm(address(escrow), abi.encodeCall(escrow.reclaim, (order)));
        vm.warp(order.settlement.reclaimAfter);
        escrow.reclaim(order);
        assertFalse(reentrant.reentered());
        assertEq(reentrant.balanceOf(refundTo), AMOUNT);
        assertEq(reentrant.balanceOf(address(escrow)), 0);
    }

    function test_create_succeeds_reentrantDepositIsNotCountedTwice() public {
        Order memory order = _with(address(reentrant));
        reentrant.arm(address(escrow), abi.encodeCall(escrow.deposit, (address(reentrant), AMOUNT)));
        _create(order);
        assertFalse(reentrant.reentered());
    }

    function _with(address asset) private view returns (Order memory order) {
        order = _order();
        order.settlement.token = asset;
    }
}
