// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/StakedTest.sol";
import {RouteAnchor} from "../../src/RouteAnchor.sol";
import {ICorridorSeats} from "../../src/interfaces/ICorridorSeats.sol";
import {IRouteAnchor} from "../../src/interfaces/IRouteAnchor.sol";

/// @notice Who holds a seat, and how many there were at any time.
contract RouteAnchorSeatsTest is StakedTest {
    uint128 private constant MIN_STAKE = 100e6;

    RouteAnchor private anchor;
    address private operator = makeAddr("operator");

    function setUp() public override {
        super.setUp();
        anchor = new RouteAnchor(address(registry), address(escrow), address(token), MIN_STAKE, 1 days, 60);
        _join(operator);
    }

    function test_enroll_succeeds_byAnybody() public {
        _stake(operator, MIN_STAKE);
        vm.expectEmit(address(anchor));
        emit ICorridorSeats.SeatTaken(operator, CORRIDOR);
        vm.prank(stranger);
        anchor.enroll(operator, _one(CORRIDOR));
        assertEq(anchor.seatedSince(operator, CORRIDOR), block.timestamp);
        assertEq(anchor.seatsAt(CORRIDOR, block.timestamp), 1);
        assertEq(anchor.seatsAt(CORRIDOR, block.timestamp - 1), 0);
        assertEq(anchor.seatsAt(OTHER_CORRIDOR, block.timestamp), 0);
        assertTrue(anchor.isEntitled(operator, CORRIDOR));
    }

    function test_enroll_succeeds_againKeepsTheSeatsAge() public {
        _stake(operator, MIN_STAKE);
        anchor.enroll(operator, _one(CORRIDOR));
        uint256 since = block.timestamp;
        skip(1 days);
        anchor.enroll(operator, _one(CORRIDOR));
        assertEq(anchor.seatedSince(operator, CORRIDOR), since);
        assertEq(anchor.seatsAt(CORRIDOR, block.timestamp), 1);
    }

    function test_hasVote_fails_withoutASeat() public {
        _stake(operator, MIN_STAKE);
        assertTrue(anchor.isEntitled(operator, CORRIDOR));
        assertFalse(anchor.hasVote(operator, CORRIDOR, uint64(block.timestamp / 60 + 1_000_000)));
    }

    function test_enroll_reverts_whenStakeIsTooLow() public {
        _refuse(CORRIDOR, abi.encodeWithSelector(ICorridorSeats.StakeTooLow.selector, 0, MIN_STAKE));
        _stake(operator, MIN_STAKE);
        _unstake(operator, 1); // leaving counts for nothing
        _refuse(CORRIDOR, abi.encodeWithSelector(ICorridorSeats.StakeTooLow.selector, MIN_STAKE - 1, MIN_STAKE));
        _stake(operator, 1);
        anchor.enroll(operator, _one(CORRIDOR));
    }

    function test_enroll_reverts_whenNotActiveInTheCorridor() public {
        _stake(operator, MIN_STAKE);
        bytes4 selector = ICorridorSeats.NotActive.selector;
        _refuse(OTHER_CORRIDOR, abi.encodeWithSelector(selector, operator, OTHER_CORRIDOR));
        _revoke(operator);
        _refuse(CORRIDOR, abi.encodeWithSelector(selector, operator, CORRIDOR));
    }

    function test_expel_succeeds_whenRevokedOrUnstaked() public {
        _stake(operator, MIN_STAKE);
        anchor.enroll(operator, _one(CORRIDOR));
        skip(1);
        _unstake(operator, 1);
        vm.expectEmit(address(anchor));
        emit ICorridorSeats.SeatLost(operator, CORRIDOR);
        vm.prank(stranger);
        anchor.expel(operator, _one(CORRIDOR));
        assertEq(anchor.seatedSince(operator, CORRIDOR), 0);
        assertEq(anchor.seatsAt(CORRIDOR, block.timestamp), 0);
        assertEq(anchor.seatsAt(CORRIDOR, block.timestamp - 1), 1);
        _stake(operator, 1);
        anchor.enroll(operator, _one(CORRIDOR)); // in the same block: the newest count stands
        assertEq(anchor.seatsAt(CORRIDOR, block.timestamp), 1);
        _revoke(operator);
        anchor.expel(operator, _one(CORRIDOR));
        assertEq(anchor.seatsAt(CORRIDOR, block.timestamp), 0);
    }

    function test_expel_reverts_whenEntitledOrNotSeated() public {
        _stake(operator, MIN_STAKE);
        vm.expectRevert(abi.encodeWithSelector(ICorridorSeats.NotSeated.selector, operator, CORRIDOR));
        anchor.expel(operator, _one(CORRIDOR));
        anchor.enroll(operator, _one(CORRIDOR));
        vm.expectRevert(abi.encodeWithSelector(ICorridorSeats.StillEntitled.selector, operator, CORRIDOR));
        anchor.expel(operator, _one(CORRIDOR));
    }

    /// @dev Any history of seats: every moment's count is what a plain log of the changes says.
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_seatsAt_succeeds_forEveryMoment(uint256 seed) public {
        address[4] memory members = [vm.addr(1), vm.addr(2), vm.addr(3), vm.addr(4)];
        for (uint256 i; i < 4; ++i) {
            _join(members[i]);
            _stake(members[i], MIN_STAKE);
        }
        uint256 start = block.timestamp;
        uint256[41] memory log; // seats at the end of second i
        uint256 seats;
        for (uint256 second; second < 40; ++second) {
            vm.warp(start + second);
            uint256 dice = uint256(keccak256(abi.encode(seed, second)));
            address member = members[dice % 4];
            if ((dice >> 8) % 2 == 0) {
                if (anchor.seatedSince(member, CORRIDOR) == 0) {
                    anchor.enroll(member, _one(CORRIDOR));
                    ++seats;
                } else {
                    _unstake(member, 1);
                    anchor.expel(member, _one(CORRIDOR));
                    --seats;
                    _stake(member, 1);
                }
            }
            log[second] = seats;
        }
        assertEq(anchor.seatsAt(CORRIDOR, start - 1), 0);
        assertEq(anchor.seatsAt(CORRIDOR, 0), 0);
        assertEq(anchor.seatsAt(CORRIDOR, type(uint256).max), seats);
        for (uint256 second; second < 40; ++second) {
            assertEq(anchor.seatsAt(CORRIDOR, start + second), log[second]);
        }
    }

    function test_constructor_reverts_whenAddressOrEpochIsZero() public {
        bytes4 zero = ICorridorSeats.ZeroAddress.selector;
        vm.expectRevert(zero);
        this.deploy(address(0), address(escrow), address(token), 60);
        vm.expectRevert(zero);
        this.deploy(address(registry), address(0), address(token), 60);
        vm.expectRevert(zero);
        this.deploy(address(registry), address(escrow), address(0), 60);
        vm.expectRevert(abi.encodeWithSelector(IRouteAnchor.InvalidEpochSeconds.selector, 0));
        this.deploy(address(registry), address(escrow), address(token), 0);
    }

    /// @dev A call of its own, because `expectRevert` is not sure to see a creation that is linked at run time.
    function deploy(address registry_, address escrow_, address token_, uint40 epochSeconds) external {
        new RouteAnchor(registry_, escrow_, token_, 1, 1, epochSeconds);
    }

    function test_constructor_succeeds_remembersItsTerms() public view {
        assertEq(anchor.registry(), address(registry));
        assertEq(anchor.escrow(), address(escrow));
        assertEq(anchor.token(), address(token));
        assertEq(anchor.minStake(), MIN_STAKE);
        assertEq(anchor.minSeatAge(), 1 days);
        assertEq(anchor.epochSeconds(), 60);
        assertEq(anchor.domainSeparator(), _domain("Paynode RouteAnchor", block.chainid, address(anchor)));
    }

    function _refuse(bytes32 corridor, bytes memory reason) private {
        vm.expectRevert(reason);
        anchor.enroll(operator, _one(corridor));
    }
}
