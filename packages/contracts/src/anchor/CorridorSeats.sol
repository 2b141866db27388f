// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICorridorSeats} from "../interfaces/ICorridorSeats.sol";
import {IProviderAccounts} from "../interfaces/IProviderAccounts.sol";
import {IProviderRegistry} from "../interfaces/IProviderRegistry.sol";

/// @notice Staked providers take seats in their corridors; every change of a corridor's number of seats is kept with its time.
abstract contract CorridorSeats is ICorridorSeats {
    struct Count {
        uint40 at; // unix seconds
        uint32 seats; // from then on
    }

    /// @inheritdoc ICorridorSeats
    address public immutable registry;
    /// @inheritdoc ICorridorSeats
    address public immutable escrow;
    /// @inheritdoc ICorridorSeats
    address public immutable token;
    /// @inheritdoc ICorridorSeats
    uint128 public immutable minStake;
    /// @inheritdoc ICorridorSeats
    uint40 public immutable minSeatAge;
    /// @inheritdoc ICorridorSeats
    mapping(address operator => mapping(bytes32 corridor => uint40)) public seatedSince;

    mapping(bytes32 corridor => Count[]) private _counts;

    constructor(address registry_, address escrow_, address token_, uint128 minStake_, uint40 minSeatAge_) {
        if (registry_ == address(0) || escrow_ == address(0) || token_ == address(0)) revert ZeroAddress();
        registry = registry_;
        escrow = escrow_;
        token = token_;
        minStake = minStake_;
        minSeatAge = minSeatAge_;
    }

    /// @inheritdoc ICorridorSeats
    function enroll(address operator, bytes32[] calldata corridors) external {
        uint256 staked = _stakeOf(operator);
        if (staked < minStake) revert StakeTooLow(staked, minStake);
        for (uint256 i; i < corridors.length; ++i) {
            if (!_isActive(operator, corridors[i])) revert NotActive(operator, corridors[i]);
            if (seatedSince[operator][corridors[i]] != 0) continue;
            seatedSince[operator][corridors[i]] = uint40(block.timestamp);
            _count(corridors[i], _latest(corridors[i]) + 1);
            emit SeatTaken(operator, corridors[i]);
        }
    }

    /// @inheritdoc ICorridorSeats
    function expel(address operator, bytes32[] calldata corridors) external {
        for (uint256 i; i < corridors.length; ++i) {
            if (seatedSince[operator][corridors[i]] == 0) revert NotSeated(operator, corridors[i]);
            if (isEntitled(operator, corridors[i])) revert StillEntitled(operator, corridors[i]);
            delete seatedSince[operator][corridors[i]];
            _count(corridors[i], _latest(corridors[i]) - 1);
            emit SeatLost(operator, corridors[i]);
        }
    }

    /// @inheritdoc ICorridorSeats
    function isEntitled(address operator, bytes32 corridor) public view returns (bool) {
        return _isActive(operator, corridor) && _stakeOf(operator) >= minStake;
    }

    /// @inheritdoc ICorridorSeats
    function seatsAt(bytes32 corridor, uint256 time) public view returns (uint256) {
        Count[] storage counts = _counts[corridor];
        uint256 length = counts.length;
        if (length == 0) return 0;
        if (counts[length - 1].at <= time) return counts[length - 1].seats; // by far the most common
        (uint256 low, uint256 high) = (0, length - 1); // the answer stands just before the first count after `time`
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (counts[middle].at <= time) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? 0 : counts[low - 1].seats;
    }

    function _latest(bytes32 corridor) private view returns (uint32) {
        uint256 length = _counts[corridor].length;
        return length == 0 ? 0 : _counts[corridor][length - 1].seats;
    }

    /// @dev Changes within one block make one count.
    function _count(bytes32 corridor, uint32 seats) private {
        Count[] storage counts = _counts[corridor];
        uint256 length = counts.length;
        if (length != 0 && counts[length - 1].at == block.timestamp) counts[length - 1].seats = seats;
        else counts.push(Count(uint40(block.timestamp), seats));
    }

    function _isActive(address operator, bytes32 corridor) private view returns (bool) {
        return IProviderRegistry(registry).isActive(operator, corridor);
    }

    function _stakeOf(address operator) private view returns (uint256 staked) {
        (staked,,) = IProviderAccounts(escrow).stakeOf(operator, token);
    }
}
