// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "./IdentityTest.sol";
import {IProviderAccounts} from "../../src/interfaces/IProviderAccounts.sol";
import {TestUSD} from "../../src/tokens/TestUSD.sol";

/// @notice Providers with stake in a real escrow.
abstract contract StakedTest is IdentityTest {
    IProviderAccounts internal escrow;
    TestUSD internal token;

    function setUp() public virtual override {
        super.setUp();
        token = new TestUSD();
        address[] memory tokens = new address[](1);
        tokens[0] = address(token);
        // By its artifact: with its code inside, no test contract would fit the size limit.
        bytes memory terms = abi.encode(registry, tokens, new uint128[](1), 100, 50, stranger, address(0));
        escrow = IProviderAccounts(deployCode("OrderEscrow.sol:OrderEscrow", terms));
    }

    function _stake(address operator, uint128 amount) internal {
        token.mint(operator, amount);
        vm.startPrank(operator);
        token.approve(address(escrow), amount);
        escrow.deposit(address(token), amount);
        escrow.stake(address(token), amount);
        vm.stopPrank();
    }

    function _unstake(address operator, uint128 amount) internal {
        vm.prank(operator);
        escrow.unstake(address(token), amount);
    }

    function _revoke(address operator) internal {
        vm.prank(operator);
        registry.revoke(operator);
    }

    function _one(bytes32 corridor) internal pure returns (bytes32[] memory corridors) {
        corridors = new bytes32[](1);
        corridors[0] = corridor;
    }
}
