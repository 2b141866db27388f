// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Seats of a corridor
/// @notice Who may vote in a corridor. Registering is free, so a vote needs a seat, and a seat needs stake that takes days to leave:
/// a thousand registered names weigh nothing, and k seats cost k times `minStake`.
/// @dev The seats of an epoch are those taken `minSeatAge` before its start and held ever since. They are counted as of that
/// moment, so nobody who joins, leaves or is expelled later changes how many votes a quorum of that epoch takes.
interface ICorridorSeats {
    event SeatTaken(address indexed operator, bytes32 indexed corridor);
    event SeatLost(address indexed operator, bytes32 indexed corridor);

    error NotActive(address operator, bytes32 corridor);
    error StakeTooLow(uint256 staked, uint256 required);
    error StillEntitled(address operator, bytes32 corridor);
    error NotSeated(address operator, bytes32 corridor);
    error ZeroAddress();

    /// @notice Seats an active provider of the corridors whose stake is at least `minStake`; anyone may call. A seat that is
    /// held already stays as old as it is.
    function enroll(address operator, bytes32[] calldata corridors) external;
    /// @notice Takes seats from a provider that left the corridors or whose stake fell below `minStake`; anyone may call. Until
    /// then its seat is counted, but its vote is not.
    function expel(address operator, bytes32[] calldata corridors) external;

    /// @notice Since when an operator has held its seat, unix seconds; zero when it holds none.
    function seatedSince(address operator, bytes32 corridor) external view returns (uint40);
    /// @notice How many seats a corridor had at the end of the block at `time`, unix seconds.
    function seatsAt(bytes32 corridor, uint256 time) external view returns (uint256);
    /// @notice Whether an operator is entitled to a seat now: registered for the corridor and staked.
    function isEntitled(address operator, bytes32 corridor) external view returns (bool);
    /// @notice The provider registry that knows operators by their node keys.
    function registry() external view returns (address);
    /// @notice The escrow that holds the stake.
    function escrow() external view returns (address);
    /// @notice The token that counts as stake.
    function token() external view returns (address);
    /// @notice Staked token units that a seat needs.
    function minStake() external view returns (uint128);
    /// @notice How long before an epoch's start a seat must have been taken to count in it, seconds.
    function minSeatAge() external view returns (uint40);
}
