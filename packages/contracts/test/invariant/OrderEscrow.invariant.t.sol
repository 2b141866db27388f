// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {OrderEscrow} from "../../src/OrderEscrow.sol";
import {TestUSD} from "../../src/tokens/TestUSD.sol";
import {OrderState, Status} from "../../src/types/Order.sol";
import {Handler} from "./Handler.sol";

contract OrderEscrowInvariantTest is Test {
    Handler private handler;
    OrderEscrow private escrow;
    TestUSD private token;

    function setUp() public {
        handler = new Handler();
        (escrow, token) = handler.getEscrow();
        bytes4[] memory selectors = new bytes4[](15);
        selectors[0] = Handler.create.selector;
        selectors[1] = Handler.claim.selector;
        selectors[2] = Handler.giveUp.selector;
        selectors[3] = Handler.expireClaim.selector;
        selectors[4] = Handler.submit.selector;
        selectors[5] = Handler.confirm.selector;
        selectors[6] = Handler.settle.selector;
        selectors[7] = Handler.settleBatch.selector;
        selectors[8] = Handler.challenge.selector;
        selectors[9] = Handler.resolve.selector;
        selectors[10] = Handler.resolveByDefault.selector;
        selectors[11] = Handler.reclaim.selector;
        selectors[12] = Handler.deposit.selector;
        selectors[13] = Handler.withdraw.selector;
        selectors[14] = Handler.advance.selector;
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), selectors));
    }

    /// @dev One campaign for all rules: a campaign costs far more than a rule.
    function invariant_fundsAndStatuses() public view {
        _checkAccounts();
        _checkOrders();
        assertEq(handler.fault(), "");
        assertEq(handler.refundedAmount(), handler.expectedRefunds(), "refunds reach refundTo in full");
    }

    /// @dev Liveness: with everybody offline, time and permissionless calls end every order, and every account can leave.
    function afterInvariant() public {
        for (uint256 i; i < handler.orderCount(); ++i) {
            bool finished;
            for (uint256 step; step < 3 && !finished; ++step) {
                vm.warp(block.timestamp + 31 days);
                finished = handler.finish(i);
            }
            assertTrue(finished, "an order is stuck");
        }
        address[] memory actors = handler.getActors();
        for (uint256 i; i < actors.length; ++i) {
            (uint128 free, uint128 locked) = escrow.accountOf(actors[i], address(token));
            assertEq(locked, 0, "a bond is stuck");
            vm.prank(actors[i]);
            escrow.withdraw(address(token), free, address(0xdead));
        }
        assertEq(token.balanceOf(address(escrow)), 0, "funds are stuck");
    }

    function _checkAccounts() private view {
        uint256 sum = handler.liveAmount();
        address[] memory actors = handler.getActors();
        for (uint256 i; i < actors.length; ++i) {
            (uint128 free, uint128 locked) = escrow.accountOf(actors[i], address(token));
            assertEq(uint256(free) + locked, handler.expectedOf(actors[i]), "an account was not conserved");
            sum += uint256(free) + locked;
        }
        assertEq(token.balanceOf(address(escrow)), sum, "balance = live orders + accounts");
    }

    function _checkOrders() private view {
        for (uint256 i; i < handler.orderCount(); ++i) {
            bytes32 orderId = handler.ids(i);
            Status status = escrow.stateOf(orderId).status;
            bool terminal = status == Status.Settled || status == Status.Refunded;
            assertEq(uint8(status), uint8(handler.statusOf(orderId)), "a call moved another order");
            assertEq(handler.payoutsOf(orderId), terminal ? 1 : 0, "an order pays out exactly once");
        }
    }
}
