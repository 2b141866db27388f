// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeTransfer} from "../../src/libraries/SafeTransfer.sol";
import {PlainToken} from "../mocks/tokens/PlainToken.sol";
import "./AdversarialTest.sol";

/// @notice Any number of decimals, from the smallest amount to the largest the escrow takes.
contract AmountsTest is AdversarialTest {
    uint128 private constant MOST = type(uint128).max;

    PlainToken private token;

    function setUp() public override {
        super.setUp();
        token = new PlainToken(18);
        _allow(address(token));
    }

    function testFuzz_lifecycle_succeeds_inAnyDecimals(uint8 kind, uint128 amount) public {
        uint8[5] memory decimals = [0, 2, 6, 8, 18];
        token = new PlainToken(decimals[kind % 5]);
        _allow(address(token));
        amount = uint128(bound(amount, 1, MOST / 2));
        uint128 bond = escrow.bondOf(amount);
        _deposit(provider, address(token), bond);
        Order memory order = _order(address(token), amount);
        _create(order);
        _claim(order);
        _submit(order);
        _assertStatus(order, Status.Settled);
        (uint128 first, uint128 second) = escrow.feesOf(integrator, address(token));
        assertEq(first, uint256(amount) / 100);
        assertEq(second, uint256(amount) / 200);
        (uint128 free, uint128 locked) = escrow.accountOf(provider, address(token));
        assertEq(free, uint256(amount) + bond - first - second);
        assertEq(locked, 0);
        escrow.collectFees(integrator, address(token));
        vm.prank(provider);
        escrow.withdraw(address(token), free, provider);
        _assertSolvent(address(token), 0);
        assertEq(token.balanceOf(provider), free);
    }

    function test_create_succeeds_withTheLargestAmount() public {
        Order memory order = _order(address(token), MOST);
        _create(order);
        _reclaim(order);
        assertEq(token.balanceOf(refundTo), MOST);
    }

    function test_create_reverts_whenTheBalanceWouldPassTheLargest() public {
        _create(_order(address(token), MOST));
        Order memory order = _order(address(token), 1);
        _fund(payer.addr, address(token), 1);
        vm.expectRevert(abi.encodeWithSelector(SafeTransfer.BalanceTooLarge.selector, uint256(MOST) + 1, MOST));
        vm.prank(payer.addr);
        escrow.create(order);
        assertEq(token.balanceOf(payer.addr), 1);
    }

    function test_create_reverts_whenADonationFillsTheBalance_exitsStayOpen() public {
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        token.mint(address(escrow), MOST);
        Order memory late = _order(address(token), 1);
        _fund(payer.addr, address(token), 1);
        vm.expectPartialRevert(SafeTransfer.BalanceTooLarge.selector);
        vm.prank(payer.addr);
        escrow.create(late);
        _reclaim(order);
        assertEq(token.balanceOf(refundTo), AMOUNT);
    }

    function test_create_succeeds_whenAllowancesMayNotChange() public {
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        assertEq(token.allowance(payer.addr, address(escrow)), 0, "used up, so the next approval works");
        _create(_order(address(token), AMOUNT));
        _assertSolvent(address(token), 2 * AMOUNT);
    }

    function test_submit_succeeds_whenTheAccountReachesTheLargest() public {
        Order memory order = _order(address(token), AMOUNT);
        (order.settlement.integratorFeeBps, order.settlement.protocolFeeBps) = (0, 0);
        _create(order);
        _deposit(provider, address(token), MOST - AMOUNT);
        _claim(order);
        _submit(order);
        (uint128 free, uint128 locked) = escrow.accountOf(provider, address(token));
        assertEq(free, MOST);
        assertEq(locked, 0);
    }

    function test_create_reverts_whenTheBalanceIsRefused() public {
        Order memory order = _order(address(token), AMOUNT);
        _fund(payer.addr, address(token), AMOUNT);
        vm.mockCallRevert(address(token), abi.encodeCall(token.balanceOf, (address(escrow))), new bytes(32));
        vm.expectRevert(abi.encodeWithSelector(SafeTransfer.BalanceUnknown.selector, address(token)));
        vm.prank(payer.addr);
        escrow.create(order);
    }
}
